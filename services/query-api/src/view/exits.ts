import type { HiddenMarkovWeights } from "@millrace/neural";
import type { Json } from "@millrace/pipeline";
import { CALIBRATION_BINS, exitLadder } from "@millrace/service-clickstream";

/** P(the session ends with its last click) = Σ P(state) · exit(state). */
export const exitProbabilityBy = ({ exit }: HiddenMarkovWeights, states: Float32Array): number =>
  states.reduce((sum, p, k) => sum + p * (exit[k] ?? 0), 0);

/** Forecasts of about the same probability, and how many sessions did end. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly forecasts: number;
  readonly meanForecast: number;
  readonly exitShare: number;
}

/** How well exit probabilities hold, all partitions together. */
export interface Calibration {
  readonly rung: string;
  readonly bins: readonly CalibrationBin[];
  /** Mean distance between forecast and share, bins weighted by their forecasts; null before the first forecast. */
  readonly expectedError: number | null;
}

/** What the partitions say of their exit probabilities. */
export class ExitCalibration {
  readonly #partitions = new Map<number, Readonly<Record<string, Json>>>();
  readonly #champion: () => string;

  /** @param champion the rung that leads; empty before the first score. */
  constructor(champion: () => string) {
    this.#champion = champion;
  }

  /** Takes a partition's newest word. */
  progressed(partition: number, globals: Readonly<Record<string, Json>>): void {
    this.#partitions.set(partition, globals);
  }

  reset(partition: number): void {
    this.#partitions.delete(partition);
  }

  /** The rung that answers: the scoreboard's, all partitions together. */
  get champion(): string {
    return this.#champion() || "page";
  }

  /** The reliability table of the rung that answers. */
  get calibration(): Calibration {
    const rung = this.champion;
    const at = (exitLadder as readonly string[]).indexOf(rung);
    const sums = Array.from({ length: CALIBRATION_BINS }, () => [0, 0, 0]);
    for (const { exitCalibration } of this.#partitions.values())
      for (const [bin, sum] of sums.entries()) addTo(sum, cell(cell(exitCalibration, at), bin));
    const width = 1 / CALIBRATION_BINS;
    const bins = sums
      .map(([forecasts = 0, probability = 0, exits = 0], bin) => ({
        from: Number((bin * width).toFixed(3)),
        to: Number(((bin + 1) * width).toFixed(3)),
        forecasts,
        meanForecast: forecasts === 0 ? 0 : probability / forecasts,
        exitShare: forecasts === 0 ? 0 : exits / forecasts,
      }))
      .filter(({ forecasts }) => forecasts > 0);
    const total = bins.reduce((sum, { forecasts }) => sum + forecasts, 0);
    const error = bins.reduce(
      (sum, bin) => sum + bin.forecasts * Math.abs(bin.meanForecast - bin.exitShare),
      0,
    );
    return { rung, bins, expectedError: total === 0 ? null : error / total };
  }
}

const cell = (table: Json | undefined, at: number): Json | undefined =>
  Array.isArray(table) ? (table as readonly Json[])[at] : undefined;

const addTo = (sum: number[], values: Json | undefined): void => {
  for (let k = 0; k < sum.length; k++) {
    const value = cell(values, k);
    sum[k] = (sum[k] ?? 0) + (typeof value === "number" ? value : 0);
  }
};
