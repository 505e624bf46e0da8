import fc from "fast-check";
import { expect, it } from "vitest";
import { StateFormatError } from "./chunk.ts";
import { ByteReader, ByteWriter } from "./codec.ts";
import { readSparse, writeSparse } from "./sparse.ts";

const run = fc.oneof(
  fc.nat(200).map((length) => new Array<number>(length).fill(0)),
  fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 200 }),
  fc.array(fc.constantFrom(0, 0, 1), { maxLength: 20 }),
);
const stretch = fc.array(run, { maxLength: 6 }).map((runs) => Int32Array.from(runs.flat()));

it("reads back any words, whatever stood there before, and neither more nor less", () => {
  fc.assert(
    fc.property(stretch, (words) => {
      const w = new ByteWriter();
      writeSparse(w, words, 0, words.length);
      const into = new Int32Array(words.length + 2).fill(-7);
      const r = new ByteReader(w.finish());
      readSparse(r, into, 1, words.length + 1);
      expect([...into]).toEqual([-7, ...words, -7]);
      expect(r.done).toBe(true);
    }),
  );
});

it("takes a few bytes for what is 0, and hardly more than the words for what is not", () => {
  fc.assert(
    fc.property(stretch, (words) => {
      const w = new ByteWriter();
      writeSparse(w, words, 0, words.length);
      const others = words.filter((word) => word !== 0).length;
      expect(w.length).toBeLessThanOrEqual(4 + 20 * others);
      expect(w.length).toBeLessThanOrEqual(4 + 4 * words.length);
    }),
  );
});

it("refuses runs that do not fit", () => {
  for (const numbers of [[5], [0, 5, 1, 2], [1, 0]]) {
    const w = new ByteWriter();
    for (const n of numbers) w.varint(n);
    expect(() => readSparse(new ByteReader(w.finish()), new Int32Array(4), 0, 4)).toThrow(StateFormatError);
  }
});
