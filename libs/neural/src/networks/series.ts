import { GruKernel } from "../gru/kernel.ts";
import type { GruWeights } from "../gru/weights.ts";
import {
  lastReading,
  RUNNING_SIZE,
  readingCount,
  scaledDifference,
  scaledLevel,
  unscaled,
  updateScale,
} from "./running-scale.ts";

import type { WindowWeights } from "./window-weights.ts";
import { WindowNet } from "./windows.ts";

/** Scaled numbers that a reading becomes, before the caller's own features: level and difference. */
export const SERIES_INPUTS = 2;

/** Weights of a one-step forecaster that is shared by all series: (level, difference, features) -> GRU -> difference. */
export interface SeriesWeights {
  readonly kind: "series";
  /** Numbers per reading that the caller adds, such as hour of day; `gru.inputSize` is 2 more. */
  readonly featureSize: number;
  readonly gru: GruWeights;
  /** `[hiddenSize]`. */
  readonly output: Float32Array;
  /** `[1]`. */
  readonly outputBias: Float32Array;
  /** Networks that read the last values of a series instead of a carried state, trained beside this one. @default none */
  readonly windows?: readonly WindowWeights[];
}

/**
 * Serves a series network on carried states: per series `hiddenSize` float32 and `RUNNING_SIZE` float64, all zero
 * before the first reading. The level is scaled by the running mean and standard deviation, differences and the
 * forecast by the running mean absolute difference, so that the same weights serve every unit and level; an output of
 * 0 is persistence. Deterministic to the bit.
 */
export class SeriesNet {
  readonly hiddenSize: number;
  readonly featureSize: number;
  /** The networks that were trained beside it, from the simplest up. */
  readonly windows: readonly WindowNet[];
  readonly #gru: GruKernel;
  readonly #output: Float64Array;
  readonly #bias: number;
  readonly #input: Float64Array;
  readonly #future: Float32Array;

  /** Copies the weights. */
  constructor(weights: SeriesWeights) {
    this.hiddenSize = weights.gru.hiddenSize;
    this.featureSize = weights.featureSize;
    this.windows = (weights.windows ?? []).map((one) => new WindowNet(one));
    this.#gru = new GruKernel(weights.gru);
    this.#output = Float64Array.from(weights.output);
    this.#bias = weights.outputBias[0] ?? 0;
    this.#input = new Float64Array(weights.gru.inputSize);
    this.#future = new Float32Array(this.hiddenSize);
  }

  /**
   * Takes a reading into the series' hidden state and running scale, both in place. One GRU step.
   * @param features `[featureSize]`, about unit size; what is missing counts as 0.
   */
  advance(
    hidden: Float32Array,
    offset: number,
    running: Float64Array,
    runningOffset: number,
    value: number,
    features: ArrayLike<number> = [],
  ): void {
    const first = readingCount(running, runningOffset) === 0;
    const before = first ? value : lastReading(running, runningOffset);
    updateScale(running, runningOffset, value);
    this.#step(hidden, offset, running, runningOffset, value, before, features);
  }

  /** Numbers that a reading becomes before the network reads it. */
  get inputSize(): number {
    return this.#gru.inputSize;
  }

  /**
   * The first half of `advance`: takes a reading into the running scale, and writes what the network is to read of it to
   * `inputs[inputsAt …]` (`inputSize` numbers, features 0). `stepBatch` is the other half, for many series at once.
   */
  prepare(
    running: Float64Array,
    runningOffset: number,
    value: number,
    inputs: Float64Array,
    inputsAt: number,
  ): void {
    const first = readingCount(running, runningOffset) === 0;
    const before = first ? value : lastReading(running, runningOffset);
    updateScale(running, runningOffset, value);
    inputs.fill(0, inputsAt, inputsAt + this.inputSize);
    inputs[inputsAt] = scaledLevel(running, runningOffset, value);
    inputs[inputsAt + 1] = scaledDifference(running, runningOffset, value - before);
  }

  /** Steps the hidden states at `offsets` by the inputs prepared for them, `[offsets x inputSize]`: the same bits as one by one. */
  stepBatch(hidden: Float32Array, offsets: ArrayLike<number>, inputs: Float64Array): void {
    this.#gru.stepBatch(hidden, offsets, inputs);
  }

  /** The next reading expected, in the series' own unit; the last one where less than two were seen. Changes nothing. */
  predict(hidden: Float32Array, offset: number, running: Float64Array, runningOffset: number): number {
    return unscaled(running, runningOffset, lastReading(running, runningOffset), this.#out(hidden, offset));
  }

  /**
   * Readings expected at horizons 1 to `horizon`: each prediction is fed back as if it had been read, with the running
   * scale as it stands. Changes no state of the caller's. `horizon` GRU steps.
   * @param featuresAt features of the reading at a horizon (from 1); none by default.
   */
  forecast(
    hidden: Float32Array,
    offset: number,
    running: Float64Array,
    runningOffset: number,
    horizon: number,
    featuresAt: (horizon: number) => ArrayLike<number> = () => [],
  ): Float64Array {
    const future = this.#future;
    future.set(hidden.subarray(offset, offset + this.hiddenSize));
    const points = new Float64Array(horizon);
    let last = lastReading(running, runningOffset);
    for (let h = 1; h <= horizon; h++) {
      const next = unscaled(running, runningOffset, last, this.#out(future, 0));
      points[h - 1] = next;
      if (h < horizon) this.#step(future, 0, running, runningOffset, next, last, featuresAt(h));
      last = next;
    }
    return points;
  }

  #step(
    hidden: Float32Array,
    offset: number,
    running: Float64Array,
    runningOffset: number,
    value: number,
    before: number,
    features: ArrayLike<number>,
  ): void {
    this.#input[0] = scaledLevel(running, runningOffset, value);
    this.#input[1] = scaledDifference(running, runningOffset, value - before);
    for (let f = 0; f < this.featureSize; f++) this.#input[SERIES_INPUTS + f] = features[f] ?? 0;
    this.#gru.step(hidden, offset, this.#input);
  }

  #out(hidden: Float32Array, offset: number): number {
    let sum = this.#bias;
    for (let j = 0; j < this.hiddenSize; j++) sum += (this.#output[j] ?? 0) * (hidden[offset + j] ?? 0);
    return sum;
  }
}

/** A hidden state and a running scale for one series, all zero. */
export const newSeriesState = (net: SeriesNet): { hidden: Float32Array; running: Float64Array } => ({
  hidden: new Float32Array(net.hiddenSize),
  running: new Float64Array(RUNNING_SIZE),
});
