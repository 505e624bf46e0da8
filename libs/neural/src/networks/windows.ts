import { LANES } from "../gru/cell.ts";
import { WindowLayers } from "./window-layers.ts";
import { type Architecture, WINDOW, type WindowWeights } from "./window-weights.ts";

/** Scaled inputs and outputs are cut off here. */
const LIMIT = 8;

/**
 * Scales a window: each value less the newest one, in units of the window's mean absolute deviation, oldest first.
 * @param history values, newest first from `at`.
 * @returns the unit; 0 where all values are equal.
 */
export const scaleWindow = (history: ArrayLike<number>, at: number, into: Float64Array): number => {
  let mean = 0;
  for (let i = 0; i < WINDOW; i++) mean += (history[at + i] ?? 0) / WINDOW;
  let unit = 0;
  for (let i = 0; i < WINDOW; i++) unit += Math.abs((history[at + i] ?? 0) - mean) / WINDOW;
  const last = history[at] ?? 0;
  for (let i = 0; i < WINDOW; i++) {
    const scaled = unit > 0 ? ((history[at + WINDOW - 1 - i] ?? 0) - last) / unit : 0;
    into[i] = Math.max(-LIMIT, Math.min(LIMIT, scaled));
  }
  return unit;
};

/** Serves one window network in plain typed arrays. One object serves one thread and keeps nothing between calls. */
export class WindowNet {
  readonly architecture: Architecture;
  readonly #layers: WindowLayers;
  readonly #scaled = new Float64Array(WINDOW);
  readonly #x = new Float64Array(WINDOW * LANES);
  readonly #y = new Float64Array(WINDOW * LANES);
  readonly #units = new Float64Array(LANES);

  constructor(weights: WindowWeights) {
    this.architecture = weights.architecture;
    this.#layers = new WindowLayers(weights);
  }

  /**
   * The next `horizon` values, 24 at a time, each block read as if it had come. Undefined where fewer than 24 values are
   * known or all of them are equal. 1 µs (feedforward) to 30 µs (seq2seq) a block of 24.
   * @param recent values, newest first.
   */
  path(recent: ArrayLike<number>, known: number, horizon: number): Float64Array | undefined {
    if (known < WINDOW) return undefined;
    const values = new Float64Array(horizon + 2 * WINDOW);
    let base = horizon + WINDOW;
    for (let i = 0; i < WINDOW; i++) values[base + i] = recent[i] ?? 0;
    const path = new Float64Array(horizon);
    for (let done = 0; done < horizon; done += WINDOW) {
      const unit = scaleWindow(values, base, this.#x);
      if (!(unit > 0)) return undefined;
      const last = values[base] ?? 0;
      this.#layers.run(this.#x, this.#y, 1, Math.min(WINDOW, horizon - done));
      for (let h = 0; h < WINDOW; h++) {
        const value = last + unit * bounded(this.#y[h] ?? 0);
        values[base - 1 - h] = value;
        if (done + h < horizon) path[done + h] = value;
      }
      base -= WINDOW;
    }
    return path;
  }

  /**
   * The next value after each of many windows: the same bits as `path`, four windows at a time.
   * @param windows `[count x 24]`, each newest first.
   * @param into `[count]`; NaN where all values of a window are equal.
   */
  nextOf(windows: Float64Array, count: number, into: Float64Array): void {
    for (let from = 0; from < count; ) {
      const lanes = from + LANES <= count ? LANES : 1;
      for (let lane = 0; lane < lanes; lane++) {
        this.#units[lane] = scaleWindow(windows, (from + lane) * WINDOW, this.#scaled);
        for (let t = 0; t < WINDOW; t++) this.#x[t * lanes + lane] = this.#scaled[t] ?? 0;
      }
      this.#layers.run(this.#x, this.#y, lanes, 1);
      for (let lane = 0; lane < lanes; lane++) {
        const unit = this.#units[lane] ?? 0;
        const last = windows[(from + lane) * WINDOW] ?? 0;
        into[from + lane] = unit > 0 ? last + unit * bounded(this.#y[lane] ?? 0) : Number.NaN;
      }
      from += lanes;
    }
  }
}

const bounded = (scaled: number): number => Math.max(-LIMIT, Math.min(LIMIT, scaled));
