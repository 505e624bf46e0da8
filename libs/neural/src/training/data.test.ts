import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../random.ts";
import { areaUnderCurve } from "./area-under-curve.ts";
import { CandidateSampler } from "./candidates.ts";
import { seriesData } from "./series-data.ts";
import { sessionData } from "./session-data.ts";

test("items that only the last sessions know are unknown, and so are the rarest beyond the limit", () => {
  const sessions = [["a", "b", "a"], ["b", "a", "c"], ["a"], ["d", "a", "b"]];
  const data = sessionData(sessions, 0.25, 2);
  expect(data.items).toEqual(["a", "b"]);
  expect([...data.clicks]).toEqual([1, 2, 1, 2, 1, 0, 1, 0, 1, 2]);
  expect([...data.counts]).toEqual([1, 4, 2]);
  expect(data.training).toEqual([
    { start: 0, length: 2 },
    { start: 3, length: 2 },
  ]);
  expect(data.validation).toEqual([{ start: 7, length: 2 }]);
});

test("candidates hold every target once, and are corrected by how often they are drawn", () => {
  const counts = Float64Array.of(5, 100, 10, 0, 890);
  const { ids, correction, placeOf } = new CandidateSampler(counts).draw([2, 2, 3], 50, new Random(1));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].includes(0)).toBe(false);
  for (const target of [2, 3]) expect(ids[placeOf.get(target) ?? -1]).toBe(target);
  const drawn = 1 - (1 - 10 / 1000) ** 53;
  expect(correction[placeOf.get(2) ?? -1]).toBeCloseTo(-Math.log(drawn), 5);
});

test("pieces of series never reach into what is judged", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 4 }), (lengths) => {
      const series = lengths.map((length) => ({ values: new Random(length).uniform(length, 1) }));
      const data = seriesData(series, 0, 0.2, 3);
      const trained = data.training.flatMap(({ start, length }) =>
        Array.from({ length }, (_, i) => start + i),
      );
      let start = 0;
      const allowed = lengths.flatMap((length, s) => {
        const from = start;
        start += length;
        return Array.from({ length: Math.max(0, (data.cuts[s] ?? 0) - 1) }, (_, i) => from + i);
      });
      expect(trained).toEqual(allowed);
    }),
    { numRuns: 30 },
  );
});

test("the area under the curve is the share of pairs in the right order", () => {
  expect(areaUnderCurve([0.1, 0.4, 0.4, 0.9], [0, 1, 0, 1])).toBe(3.5 / 4);
  expect(areaUnderCurve([0.3, 0.2], [1, 1])).toBe(0.5);
});
