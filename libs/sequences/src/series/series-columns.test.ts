import { Table } from "@millrace/state";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SeriesColumns } from "./series-columns.ts";

it("holds the newest values of each series, newest first, however many came", () => {
  const lengths = fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 90 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 70 }), lengths, (memory, runs) => {
      const table = new Table(3);
      const columns = new SeriesColumns(table, memory);
      const all: number[][] = [[], [], []];
      for (const [series, length] of runs) {
        const slot = table.claim(String(series));
        for (let i = 0; i < length; i++) {
          const own = all[series] ?? [];
          own.unshift(own.length + series / 10);
          if (i % 5 === 4) columns.fill(slot, own[0] ?? 0);
          else columns.push(slot, 1_000 * own.length, own[0] ?? 0);
          expect(columns.last(slot)).toBe(own[0]);
        }
      }
      for (const [key, slot] of table.rows())
        expect(columns.recent(slot, memory)).toEqual(all[Number(key)]?.slice(0, memory));
    }),
    { numRuns: 50 },
  );
});
