import type { ReadingEvent } from "../event.ts";
import { drawChance, drawNormal } from "../random/draw.ts";
import { seededRandom } from "../random/xoshiro.ts";
import { requireInteger, requireRange, SIMULATED_START_MS, type Simulated } from "./simulated.ts";

/** Settings of `simulateReadings`. */
export interface ReadingSimulation {
  readonly seed: number;
  /** Number of series. @default 4 */
  readonly series?: number;
  /** Steps of each series. */
  readonly steps: number;
  /** Milliseconds of one step. @default one hour */
  readonly stepMs?: number;
  /** Steps of one season. @default 24 */
  readonly period?: number;
  /** Share of steps whose reading is missing. @default 0 (0 to 0.9) */
  readonly gaps?: number;
  /** Milliseconds since 1970 of the first step. @default 2024-01-01 */
  readonly startTime?: number;
}

/**
 * One planted series: value = level + amplitude · sin(2π · step / period + phase) + y, where
 * y = phi1 · (y one step ago) + phi2 · (y two steps ago) + noise · standard normal.
 */
export interface PlantedSeries {
  readonly seriesId: string;
  readonly level: number;
  readonly amplitude: number;
  /** Radians. */
  readonly phase: number;
  readonly phi1: number;
  readonly phi2: number;
  /** Standard deviation of the noise: the root mean squared error of the best one-step forecast without gaps. */
  readonly noise: number;
}

/** What simulated readings were drawn from. */
export interface ReadingTruth {
  readonly series: readonly PlantedSeries[];
  /** Steps of one season. */
  readonly period: number;
  /** Root mean squared one-step error, over all series, of a forecaster that knows everything (and misses nothing). */
  readonly bestRmse: number;
}

/** Steps run before the first reading, so that the series start in their stationary state. */
const WARM_UP_STEPS = 200;

const plant = (seed: number, count: number): PlantedSeries[] => {
  const random = seededRandom(seed, 30);
  const between = (low: number, high: number): number => low + (high - low) * random.unit();
  return Array.from({ length: count }, (_, n) => {
    // Inside the stationary triangle: |phi2| < 1, phi1 + phi2 < 1, phi2 − phi1 < 1.
    const phi2 = between(-0.6, 0.3);
    const phi1 = between(0.2, 0.9) * (1 - Math.max(0, phi2));
    return {
      seriesId: `sim-series-${n}`,
      level: between(-10, 10),
      amplitude: between(1, 4),
      phase: between(0, 2 * Math.PI),
      phi1,
      phi2: phi1 + phi2 < 0.95 ? phi2 : 0.95 - phi1,
      noise: between(0.4, 1),
    };
  });
};

/**
 * Readings of several series, step by step: autoregression of order 2 around a sine of one season.
 *
 * @throws {RangeError} when a setting is out of its range.
 */
export const simulateReadings = (options: ReadingSimulation): Simulated<ReadingEvent, ReadingTruth> => {
  const { seed, steps, series: count = 4, stepMs = 3_600_000, period = 24, gaps = 0 } = options;
  const { startTime = SIMULATED_START_MS } = options;
  requireInteger("steps", steps, 1);
  requireInteger("series", count, 1, 100_000);
  requireInteger("stepMs", stepMs, 1);
  requireInteger("period", period, 1);
  requireRange("gaps", gaps, 0, 0.9);
  const series = plant(seed, count);

  function* events(): Generator<ReadingEvent, void, undefined> {
    const random = seededRandom(seed, 31);
    const past = new Float64Array(2 * count);
    for (let step = -WARM_UP_STEPS; step < steps; step++) {
      for (const [n, s] of series.entries()) {
        const last = past[2 * n] ?? 0;
        const y = s.phi1 * last + s.phi2 * (past[2 * n + 1] ?? 0) + s.noise * drawNormal(random);
        past[2 * n + 1] = last;
        past[2 * n] = y;
        if (step < 0 || drawChance(random, gaps)) continue;
        const season = s.amplitude * Math.sin((2 * Math.PI * step) / period + s.phase);
        yield {
          id: `sim-${seed}-reading-${n}-${step}`,
          time: startTime + step * stepMs,
          seriesId: s.seriesId,
          value: s.level + season + y,
        };
      }
    }
  }

  const bestRmse = Math.sqrt(series.reduce((sum, s) => sum + s.noise ** 2, 0) / count);
  return { truth: { series, period, bestRmse }, events };
};
