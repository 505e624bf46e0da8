import type { Column, Table } from "@millrace/state";
import type { Kept } from "./dormant.ts";
import type { LinearForecaster } from "./paths.ts";
import { RecursiveLeastSquares, type RegressionOptions } from "./recursive-least-squares.ts";
import { seasonInputs } from "./regression-inputs.ts";

/** The two regressions of every series by recursive least squares, whose prior is persistence. Columns of a table. */
export class Regressions {
  readonly ar: Column<Float64Array>;
  readonly arx: Column<Float64Array>;
  readonly #arGram: Column<Float64Array>;
  readonly #arxGram: Column<Float64Array>;
  /** Center and unit; unit 0 until the regressions have started. */
  readonly #norm: Column<Float64Array>;
  readonly #arModel: RecursiveLeastSquares;
  readonly #arxModel: RecursiveLeastSquares;
  readonly #x: Float64Array;
  readonly #lags: number;

  /** Declares its columns. */
  constructor(table: Table, forecaster: LinearForecaster, options: RegressionOptions) {
    const { inputs, shape } = forecaster;
    const prior = (count: number): number[] => Array.from({ length: count }, (_, i) => (i === 1 ? 1 : 0));
    this.#lags = shape.lags;
    this.#arModel = new RecursiveLeastSquares(prior(shape.lags + 1), options);
    this.#arxModel = new RecursiveLeastSquares(prior(inputs), options);
    this.ar = table.f64(this.#arModel.inputs);
    this.arx = table.f64(inputs);
    this.#arGram = table.f64(this.#arModel.triangle);
    this.#arxGram = table.f64(this.#arxModel.triangle);
    this.#norm = table.f64(2);
    this.#x = new Float64Array(shape.lags + 1);
  }

  /** What is kept of a series that leaves. */
  get kept(): readonly Kept[] {
    return [this.#norm, this.ar, this.arx].map((column) => ({ column, count: column.width }));
  }

  /** Goes on from coefficients that were kept: as unsure of them as of the prior. */
  woken(slot: number): void {
    if (this.unit(slot) === 0) return;
    const models = [
      { model: this.#arModel, weights: this.ar.data, gram: this.#arGram.data },
      { model: this.#arxModel, weights: this.arx.data, gram: this.#arxGram.data },
    ];
    for (const { model, weights, gram } of models) {
      const at = slot * model.inputs;
      const kept = weights.slice(at, at + model.inputs);
      model.start(weights, at, gram, slot * model.triangle);
      weights.set(kept, at);
    }
  }

  center(slot: number): number {
    return this.#norm.data[slot * 2] ?? 0;
  }

  /** 0 until the regressions have started. */
  unit(slot: number): number {
    return this.#norm.data[slot * 2 + 1] ?? 0;
  }

  /** Learns the next value by both. @param inputs of the full regression. @param step decides which coefficient is told its prior. @param active how many of them can be other than 0. */
  learn(slot: number, inputs: Float64Array, value: number, step: number, active: number): void {
    const y = (value - this.center(slot)) / this.unit(slot);
    const { inputs: m, triangle: n } = this.#arModel;
    for (let i = 0; i <= this.#lags; i++) this.#x[i] = inputs[i] ?? 0;
    this.#arModel.learn(this.#x, y, step, this.ar.data, slot * m, this.#arGram.data, slot * n);
    const { inputs: k, triangle: t } = this.#arxModel;
    this.#arxModel.learn(inputs, y, step, this.arx.data, slot * k, this.#arxGram.data, slot * t, active);
  }

  /** Starts both, measured from the values' mean in their mean deviation; not while they are all equal. */
  start(slot: number, values: readonly number[]): void {
    const center = values.reduce((sum, v) => sum + v / values.length, 0);
    const unit = values.reduce((sum, v) => sum + Math.abs(v - center) / values.length, 0);
    if (!(unit > 0) || values.every((v) => v === values[0])) return;
    this.#norm.data[slot * 2] = center;
    this.#norm.data[slot * 2 + 1] = unit;
    const { inputs, triangle } = this.#arModel;
    this.#arModel.start(this.ar.data, slot * inputs, this.#arGram.data, slot * triangle);
    const { inputs: k, triangle: t } = this.#arxModel;
    this.#arxModel.start(this.arx.data, slot * k, this.#arxGram.data, slot * t);
  }

  /** Forgets what the full regression knows of the season: its lags mean something else from now on. */
  forgetSeason(slot: number): void {
    const { inputs, triangle } = this.#arxModel;
    const [from, to] = seasonInputs(this.#lags);
    this.#arxModel.forget(from, to, this.arx.data, slot * inputs, this.#arxGram.data, slot * triangle);
  }
}
