import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter, StateFormatError } from "./index.ts";

/** Every character of Unicode: all but the surrogates. The library's own arbitrary of these first builds a table of them. */
const character = fc.nat(0x10f7ff).map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800));
const wellFormed = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: character, maxLength: 40 }));

/** One value with how it is written and read. */
const entry = fc.oneof(
  fc.record({ kind: fc.constant("varint" as const), value: fc.maxSafeNat() }),
  fc.record({
    kind: fc.constant("zigzag" as const),
    value: fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
  }),
  fc.record({ kind: fc.constant("f64" as const), value: fc.double() }),
  fc.record({ kind: fc.constant("f32" as const), value: fc.float() }),
  fc.record({ kind: fc.constant("u8" as const), value: fc.nat(255) }),
  fc.record({ kind: fc.constant("text" as const), value: wellFormed }),
);
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;

const written = (entries: readonly Entry[]): Uint8Array => {
  const w = new ByteWriter(1);
  for (const e of entries) {
    if (e.kind === "text") w.text(e.value);
    else w[e.kind](e.value);
  }
  return w.finish();
};

describe("ByteWriter and ByteReader", () => {
  test("read a text right whatever it is taken to be", () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (text, guess) => {
        const bytes = new ByteWriter().text(text).finish();
        for (const known of [text, guess, `${text} `, ""])
          expect(new ByteReader(bytes).text(known)).toBe(text);
      }),
    );
  });

  test("read back what was written, whatever the order", () => {
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const r = new ByteReader(written(entries));
        for (const e of entries) expect(r[e.kind]()).toBe(e.value);
        expect(r.done).toBe(true);
      }),
    );
  });

  test("keep a byte order mark at the beginning of a text", () => {
    const text = "\uFEFFitem";
    expect(new ByteReader(new ByteWriter().text(text).finish()).text()).toBe(text);
  });

  test("read arrays and blobs back, also parts of them", () => {
    fc.assert(
      fc.property(
        fc.float64Array({ minLength: 1 }),
        fc.uint8Array(),
        fc.nat(),
        fc.nat(),
        (values, blob, a, b) => {
          const start = a % values.length;
          const end = start + (b % (values.length - start + 1));
          const bytes = new ByteWriter(1).u8(7).blob(blob).floats(values, start, end).finish();
          const r = new ByteReader(bytes);
          expect(r.u8()).toBe(7);
          expect(r.blob()).toEqual(blob);
          const into = new Float64Array(values.length);
          r.floats(into, start, end);
          expect(into.subarray(start, end)).toEqual(values.subarray(start, end));
        },
      ),
    );
  });

  test("refuse to read a cut buffer", () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
        const bytes = written(entries);
        const r = new ByteReader(bytes.subarray(0, bytes.length - 1));
        expect(() => {
          for (const e of entries) r[e.kind]();
        }).toThrow(StateFormatError);
      }),
    );
  });
});
