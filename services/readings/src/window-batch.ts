import { WINDOW, type WindowNet } from "@millrace/neural";

/** Windows that are read together at most. */
const BATCH = 64;
/** Values that wait to be fetched at most: those of series that never speak again are dropped with all others. */
const READY_MAX = 65_536;

interface Asked {
  readonly step: number;
  value: number;
  done: boolean;
}

/**
 * The next value that a window network expects of many series: asked as soon as a reading has come, computed four series
 * at a time by the time anybody needs it. What is here follows from the series' values alone, with the same bits as one
 * by one, so it is no part of any snapshot: what is not here is computed anew.
 */
export class WindowBatch {
  readonly net: WindowNet;
  readonly #windows = new Float64Array(BATCH * WINDOW);
  readonly #values = new Float64Array(BATCH);
  readonly #asked = new Map<string, Asked>();
  readonly #queue: Asked[] = [];

  constructor(net: WindowNet) {
    this.net = net;
  }

  /** Asks for the value after `recent` (newest first, at least 24) of a series at a step. */
  ask(seriesId: string, step: number, recent: readonly number[]): void {
    if (recent.length < WINDOW) return;
    if (this.#asked.size >= READY_MAX) this.#asked.clear();
    const asked = { step, value: Number.NaN, done: false };
    this.#asked.set(seriesId, asked);
    for (let i = 0; i < WINDOW; i++) this.#windows[this.#queue.length * WINDOW + i] = recent[i] ?? 0;
    if (this.#queue.push(asked) === BATCH) this.#compute();
  }

  /** Notes a value that is known already. */
  know(seriesId: string, step: number, value: number): void {
    if (this.#asked.size >= READY_MAX) this.#asked.clear();
    this.#asked.set(seriesId, { step, value, done: true });
  }

  /** The value asked for a series at this step, once; undefined where it was not asked. */
  take(seriesId: string, step: number): number | undefined {
    const asked = this.#asked.get(seriesId);
    if (asked?.step !== step) return undefined;
    this.#asked.delete(seriesId);
    if (!asked.done) this.#compute();
    return asked.value;
  }

  #compute(): void {
    this.net.nextOf(this.#windows, this.#queue.length, this.#values);
    for (const [i, asked] of this.#queue.entries()) {
      asked.value = this.#values[i] ?? Number.NaN;
      asked.done = true;
    }
    this.#queue.length = 0;
  }
}
