import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SparseCounts } from "./index.ts";

const step = fc.record({
  drop: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  row: fc.integer({ min: 0, max: 200 }).map((n) => (n < 150 ? n % 3 : n)),
  column: fc.nat(60),
  by: fc.integer({ min: 1, max: 3 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const steps = fc.array(step, { maxLength: 300 });

const apply = (counts: SparseCounts, s: Step): void => {
  if (s.drop) counts.dropRow(s.row);
  else counts.add(s.row, s.column, s.by);
};
const bytesOf = (counts: SparseCounts): Map<string, Uint8Array> =>
  new Map([...counts.chunks()].map((c) => [c.name, c.bytes()]));

describe("SparseCounts", () => {
  test("counts as a map of maps does, in order of first arrival", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const counts = new SparseCounts();
        const oracle = new Map<number, Map<number, number>>();
        for (const s of list) {
          apply(counts, s);
          const row = oracle.get(s.row) ?? new Map<number, number>();
          if (s.drop) oracle.delete(s.row);
          else oracle.set(s.row, row.set(s.column, (row.get(s.column) ?? 0) + s.by));
        }
        let size = 0;
        for (const [row, columns] of oracle) {
          const listed: [number, number][] = [];
          counts.forRow(row, (column, count) => listed.push([column, count]));
          expect(listed).toEqual([...columns]);
          for (const [column, count] of columns) expect(counts.get(row, column)).toBe(count);
          size += columns.size;
        }
        expect(counts.size).toBe(size);
      }),
    );
  });

  test("continues after a restore as the original does, to the byte", () => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const original = new SparseCounts();
        for (const s of before) apply(original, s);
        const copy = new SparseCounts();
        copy.restore(bytesOf(original));
        expect(copy.bytes).toBe(original.bytes);
        for (const s of after) {
          apply(original, s);
          apply(copy, s);
        }
        expect(bytesOf(copy)).toEqual(bytesOf(original));
        expect(copy.size).toBe(original.size);
      }),
      { numRuns: 40 },
    );
  });

  test("moves a chunk's revision whenever its bytes change", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (list) => {
        const counts = new SparseCounts();
        for (const s of list) {
          const before = new Map([...counts.chunks()].map((c) => [c.name, [c.revision, c.bytes()] as const]));
          apply(counts, s);
          for (const c of counts.chunks()) {
            const [revision, bytes] = before.get(c.name) ?? [-1, new Uint8Array()];
            if (c.revision === revision) expect(c.bytes()).toEqual(bytes);
          }
        }
      }),
    );
  });
});
