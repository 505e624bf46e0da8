import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  halfWidth,
  LEVELS,
  RUNG_LEVEL,
  RUNG_TRACKER_SIZE,
  rungHalfWidth,
  TRACKER_SIZE,
  tailProbability,
  trackError,
  trackRung,
} from "./error-quantiles.ts";

const AT = 3;
const opened = (): Float32Array => new Float32Array(TRACKER_SIZE + AT);
const error = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constantFrom(0, 1e300, -1e-300));
const errors = fc.array(error, { maxLength: 80, size: "max" });

describe("error quantiles", () => {
  test("are finite and nested at any level, whatever the errors are", () => {
    fc.assert(
      fc.property(errors, fc.double({ min: 0.001, max: 0.9999, noNaN: true }), (list, level) => {
        const data = opened();
        expect(halfWidth(data, AT, level)).toBeUndefined();
        for (const one of list) trackError(data, AT, one, 50);
        const widths = [level * 0.9, level, ...LEVELS.filter((l) => l > level)].map(
          (l) => halfWidth(data, AT, l) ?? 0,
        );
        for (const [i, width] of widths.entries()) {
          expect(Number.isFinite(width)).toBe(true);
          expect(width).toBeGreaterThanOrEqual((widths[i - 1] ?? 0) * (1 - 1e-12));
        }
      }),
      { numRuns: 30 },
    );
  });

  test("of one level alone are finite, whatever the errors are", () => {
    fc.assert(
      fc.property(errors, (list) => {
        const data = new Float32Array(RUNG_TRACKER_SIZE);
        expect(rungHalfWidth(data, 0)).toBeUndefined();
        for (const one of [...list, 1]) trackRung(data, 0, one, 50);
        expect(Number.isFinite(rungHalfWidth(data, 0))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("give tail probabilities that fall as errors grow, from 1 for none", () => {
    fc.assert(
      fc.property(errors, (list) => {
        const data = opened();
        for (const one of [...list, 1, 2, 3]) trackError(data, AT, one, 50);
        const scale = halfWidth(data, AT, 0.9) ?? 1;
        const tails = [0, 0.1, 0.5, 1, 2, 5, 50].map((times) => tailProbability(data, AT, times * scale));
        expect(tails[0]).toBe(1);
        expect(tails.toSorted((a, b) => b - a)).toEqual(tails);
        expect(tails.at(-1)).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  test("cover 10,000 errors within 1 % of each level and any 1,000 within 3 %, though their shape and size never rest", () => {
    const data = opened();
    const rung = new Float32Array(RUNG_TRACKER_SIZE);
    // The last one is a rung's own interval.
    const levels = [0.5, 0.8, 0.9, 0.95, RUNG_LEVEL];
    const held = levels.map(() => [0]);
    let state = 5;
    const uniform = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    let size = 0;
    for (let t = 0; t < 10_100; t++) {
      size = 0.98 * size + 0.5 * (uniform() - 0.5);
      // Heavy tails for 700 errors, nearly constant errors for the next 700.
      const shape = Math.floor(t / 700) % 2 === 0 ? uniform() ** -0.6 : 1 + 0.1 * uniform();
      const one = Math.exp(size) * shape;
      if (t >= 100)
        for (const [i, level] of levels.entries()) {
          const width = i === levels.length - 1 ? rungHalfWidth(rung, 0) : halfWidth(data, AT, level);
          held[i]?.push((held[i]?.at(-1) ?? 0) + (one <= (width ?? 0) ? 1 : 0));
        }
      trackError(data, AT, one, 50);
      trackRung(rung, 0, one, 50);
    }
    for (const [i, level] of levels.entries()) {
      const sums = held[i] ?? [];
      const off = sums.slice(1_000).map((sum, t) => Math.abs((sum - (sums[t] ?? 0)) / 1_000 - level));
      const whole = Math.abs((sums.at(-1) ?? 0) / 10_000 - level);
      expect([level, Math.max(...off) < 0.03, whole < 0.01]).toEqual([level, true, true]);
    }
  });

  test("cover runs of any errors as asked: what is missed is bounded by how far the quantile moved", () => {
    // An adversary that always answers just outside of the interval while it can.
    const data = opened();
    let missed = 0;
    for (let t = 0; t < 10_000; t++) {
      const width = halfWidth(data, AT, 0.9) ?? 1;
      const size = t % 7 === 0 ? 1.01 * width : Math.min(0.99 * width, 3 + (t % 5));
      if (t > 0 && size > width) missed++;
      trackError(data, AT, size, 50);
    }
    expect(missed / 10_000).toBeLessThan(0.15);
  });
});
