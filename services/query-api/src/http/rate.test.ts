import fc from "fast-check";
import { expect, test } from "vitest";
import { RateLimit } from "./rate.ts";

test("nobody gets more than the burst and the rate allow, and whoever waits as told is served", () => {
  const waits = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), waits, (perSecond, list) => {
      const limit = new RateLimit(perSecond);
      let now = 1_000;
      let served = 0;
      for (const ms of list) {
        now += ms;
        const wait = limit.take("a", now);
        if (wait === 0) served++;
        else expect(wait).toBeLessThanOrEqual(1 / perSecond);
      }
      expect(served).toBeLessThanOrEqual(perSecond * 2 + ((now - 1_000) / 1000) * perSecond + 1e-6);
      const wait = limit.take("a", now);
      if (wait > 0) expect(limit.take("a", now + Math.ceil(wait * 1000) + 1)).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test("one caller's requests cost no other", () => {
  const limit = new RateLimit(1);
  expect([1, 2, 3].map(() => limit.take("a", 0) > 0)).toEqual([false, false, true]);
  expect(limit.take("b", 0)).toBe(0);
});

test("callers remembered are bounded; the one not seen for longest is forgotten", () => {
  const limit = new RateLimit(1);
  for (const caller of ["a", "b"]) for (let i = 0; i < 3; i++) limit.take(caller, 0);
  for (let i = 0; i < 9_999; i++) {
    limit.take(`other ${i}`, 0);
    if (i === 5_000) expect(limit.take("b", 0)).toBeGreaterThan(0);
  }
  expect(limit.take("a", 0)).toBe(0);
  expect(limit.take("b", 0)).toBeGreaterThan(0);
});

test("a clock that goes back gives nobody anything, and breaks nothing", () => {
  const limit = new RateLimit(1);
  expect(limit.take("a", 10_000)).toBe(0);
  expect(limit.take("a", 9_500)).toBe(0);
  const wait = limit.take("a", 9_500);
  expect(wait).toBeGreaterThan(0);
  expect(Number.isFinite(wait)).toBe(true);
});
