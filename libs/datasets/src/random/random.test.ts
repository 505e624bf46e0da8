import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discrete, zipf } from "./discrete.ts";
import { drawBelow, drawExponential, drawNormal, drawPoisson, shuffle } from "./draw.ts";
import { seededRandom } from "./xoshiro.ts";

const N = 20_000;
const sample = (draw: () => number): { mean: number; variance: number } => {
  const values = Array.from({ length: N }, draw);
  const mean = values.reduce((a, b) => a + b, 0) / N;
  return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / N };
};

describe("seededRandom", () => {
  it("repeats itself for a seed and differs between seeds and between streams", () => {
    const first = (seed: number, stream?: number) => {
      const random = seededRandom(seed, stream);
      return [random.uint32(), random.uint32(), random.uint32(), random.uint32()];
    };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(first(seed)).toEqual(first(seed));
      }),
    );
    expect(first(1)).not.toEqual(first(2));
    expect(first(1, 1)).not.toEqual(first(1, 2));
  });

  it("draws 32-bit integers that fill the sixteen bins of their top bits evenly", () => {
    const random = seededRandom(7);
    const bins = new Array<number>(16).fill(0);
    for (let i = 0; i < N; i++) {
      const bin = random.uint32() >>> 28;
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquare = bins.reduce((sum, n) => sum + (n - N / 16) ** 2 / (N / 16), 0);
    expect(chiSquare).toBeLessThan(37.7); // 0.1 % point of chi-square with 15 degrees of freedom
  });
});

describe("draws", () => {
  it("have the mean and variance of their distribution", () => {
    const random = seededRandom(3);
    const normal = sample(() => drawNormal(random));
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.variance).toBeCloseTo(1, 1);
    const poisson = sample(() => drawPoisson(random, 6));
    expect(Math.abs(poisson.mean - 6)).toBeLessThan(0.1);
    expect(Math.abs(poisson.variance - 6)).toBeLessThan(0.3);
    expect(Math.abs(sample(() => drawExponential(random, 5)).mean - 5)).toBeLessThan(0.2);
  });

  it("stay below the bound", () => {
    const random = seededRandom(5);
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), (n) => drawBelow(random, n) < n));
  });

  it("shuffle to a permutation", () => {
    const random = seededRandom(9);
    fc.assert(
      fc.property(fc.array(fc.integer()), (values) => {
        expect(shuffle(random, [...values]).sort()).toEqual([...values].sort());
      }),
    );
  });
});

describe("discrete", () => {
  it("draws each index about as often as its probability says", () => {
    const random = seededRandom(11);
    const distribution = zipf(5, 1);
    const counts = new Array<number>(5).fill(0);
    for (let i = 0; i < N; i++) {
      const index = distribution.draw(random);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    for (const [i, p] of distribution.probabilities.entries()) {
      expect(Math.abs((counts[i] ?? 0) / N - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / N));
    }
  });

  it("never draws what has no weight", () => {
    const random = seededRandom(13);
    const distribution = discrete([0, 1, 0, 2, 0]);
    for (let i = 0; i < 1000; i++) expect([1, 3]).toContain(distribution.draw(random));
  });

  it("refuses weights that are no distribution", () => {
    for (const weights of [[0, 0], [-1, 2], [Number.NaN]])
      expect(() => discrete(weights)).toThrow(RangeError);
  });
});
