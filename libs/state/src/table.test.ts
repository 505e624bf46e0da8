import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, StateFormatError, Table } from "./index.ts";

const CAPACITY = 5;
const key = fc.integer({ min: 0, max: 11 }).map((n) => `k${n}`);
const step = fc.oneof(
  fc.record({ do: fc.constant("write" as const), key, value: fc.double() }),
  fc.record({ do: fc.constant("touch" as const), key }),
  fc.record({ do: fc.constant("delete" as const), key }),
  fc.record({ do: fc.constant("evict" as const), key }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const made = (
  capacity = CAPACITY,
): { table: Table; values: Column<Float64Array>; counts: Column<Int32Array> } => {
  const table = new Table(capacity);
  return { table, values: table.f64(2), counts: table.i32() };
};
type Made = ReturnType<typeof made>;

const apply = ({ table, values, counts }: Made, s: Step): void => {
  if (s.do === "write") {
    const slot = table.claim(s.key);
    values.data[slot * 2 + 1] = s.value;
    counts.data[slot] = (counts.data[slot] ?? 0) + 1;
  } else if (s.do === "touch") {
    const slot = table.find(s.key);
    if (slot >= 0) table.touch(slot);
  } else if (s.do === "delete") table.delete(s.key);
  else table.evictOldest();
};

/** Keys from oldest to youngest with value and count: the plainest LRU there is. */
class Oracle {
  rows: { key: string; value: number; count: number }[] = [];
  evictions = 0;

  apply(s: Step): void {
    const row = this.rows.find((r) => r.key === s.key);
    if (s.do === "evict") {
      if (this.rows.shift() !== undefined) this.evictions++;
      return;
    }
    this.rows = this.rows.filter((r) => r !== row);
    if (s.do === "delete") return;
    if (s.do === "touch") {
      if (row !== undefined) this.rows.push(row);
      return;
    }
    if (this.rows.length === CAPACITY) {
      this.rows.shift();
      this.evictions++;
    }
    this.rows.push({ key: s.key, value: s.value, count: (row?.count ?? 0) + 1 });
  }
}

const bytesOf = (table: Table): Map<string, Uint8Array> =>
  new Map([...table.chunks()].map((c) => [c.name, c.bytes()]));
const restored = (from: Table): Made => {
  const copy = made();
  copy.table.restore(bytesOf(from));
  return copy;
};

describe("Table", () => {
  test("holds and evicts what a naive LRU does", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const one = made();
        const oracle = new Oracle();
        for (const s of steps) {
          apply(one, s);
          oracle.apply(s);
          expect(one.table.keyOf(one.table.oldest)).toBe(oracle.rows[0]?.key);
        }
        expect(one.table.evictions).toBe(oracle.evictions);
        expect(one.table.size).toBe(oracle.rows.length);
        for (const row of oracle.rows) {
          const slot = one.table.find(row.key);
          expect(one.values.data[slot * 2 + 1]).toBe(row.value);
          expect(one.counts.data[slot]).toBe(row.count);
        }
        const order = oracle.rows.map((row) => row.key);
        expect(order.map(() => one.table.evictOldest())).toEqual(order);
      }),
    );
  });

  test("continues after a restore as the original does, to the byte", () => {
    const steps = fc.array(step, { maxLength: 40 });
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const original = made();
        for (const s of before) apply(original, s);
        const copy = restored(original.table);
        expect(copy.table.bytes).toBe(original.table.bytes);
        for (const s of after) {
          apply(original, s);
          apply(copy, s);
        }
        expect(bytesOf(copy.table)).toEqual(bytesOf(original.table));
        expect(copy.table.evictions).toBe(original.table.evictions);
      }),
    );
  });

  test("moves a chunk's revision whenever its bytes change", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const one = made();
        for (const s of steps) {
          const before = new Map(
            [...one.table.chunks()].map((c) => [c.name, [c.revision, c.bytes()] as const]),
          );
          apply(one, s);
          for (const c of one.table.chunks()) {
            const [revision, bytes] = before.get(c.name) ?? [-1, new Uint8Array()];
            if (c.revision === revision) expect(c.bytes()).toEqual(bytes);
          }
        }
      }),
    );
  });

  test("leaves the revision of chunks alone that a write does not concern", () => {
    const { table } = made(2000);
    for (let i = 0; i < 1536; i++) table.claim(`k${i}`);
    const revisions = () => [...table.chunks()].map((c) => c.revision);
    const before = revisions();
    table.mark(1000);
    expect(revisions().map((r, i) => r !== before[i])).toEqual([true, false, true, false]);
  });

  test("refuses a snapshot of other columns", () => {
    const { table } = made();
    table.claim("a");
    const other = new Table(CAPACITY);
    other.f64();
    expect(() => other.restore(bytesOf(table))).toThrow(StateFormatError);
    expect(() => other.restore(new Map())).toThrow(StateFormatError);
  });
});
