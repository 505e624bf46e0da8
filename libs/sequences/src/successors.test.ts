import fc from "fast-check";
import { expect, test } from "vitest";
import { Successors } from "./successors.ts";

test("counts are too high by at most departures / limit, never too low, and add up to the departures", () => {
  const slots = fc.array(
    fc.nat(30).map((n) => Math.floor((n * n) / 31)),
    { maxLength: 300 },
  );
  fc.assert(
    fc.property(slots, fc.integer({ min: 1, max: 8 }), (departures, limit) => {
      const serials = { data: new Int32Array(31).fill(1) };
      const row = new Successors();
      const truth = new Map<number, number>();
      for (const slot of departures) {
        row.add(slot, 1, limit);
        truth.set(slot, (truth.get(slot) ?? 0) + 1);
      }
      let sum = 0;
      for (let i = 0; i < row.size; i++) {
        const over = row.count(i) - (truth.get(row.slot(i, serials)) ?? 0);
        expect(over).toBeGreaterThanOrEqual(0);
        expect(over).toBeLessThanOrEqual(departures.length / limit);
        if (i > 0) expect(row.count(i)).toBeLessThanOrEqual(row.count(i - 1));
        sum += row.count(i);
      }
      expect(sum).toBe(departures.length);
      for (const [slot, count] of truth)
        if (count > departures.length / limit) expect(row.find(slot, 1)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("a page that left is skipped, and taken out before another has to make room", () => {
  const serials = { data: Int32Array.of(1, 2, 3, 4) };
  const row = new Successors();
  for (const slot of [0, 0, 0, 1]) row.add(slot, serials.data[slot] ?? 0, 2);
  serials.data[0] = 9;
  expect(row.slot(0, serials)).toBe(-1);
  row.forgetGone(serials);
  expect(row.add(3, 4, 2)).toBe(false);
  expect([row.slot(0, serials), row.slot(1, serials)]).toEqual([1, 3]);
});
