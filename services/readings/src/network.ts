import { HeldWeights, RUNNING_SIZE, SeriesNet, type WindowNet } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import {
  type ByteWriter,
  below,
  type Chunk,
  prefixed,
  type Stateful,
  type StateSize,
  Table,
} from "@millrace/state";

/** Widest hidden state that fits a row. */
export const HIDDEN_MAX = 64;
/** Readings after which a series' scale is known well enough for the network to be asked. */
const READINGS_MIN = 2;

/** Readings of so many series at most are stepped together. */
const BATCH = 64;

/** What is published of a series for the network: from this and the weights its forecasts follow. */
export interface CarriedState {
  /** Version of the weights; empty where there are none. */
  readonly weights: string;
  /** `[hiddenSize]`. */
  readonly hidden: Float32Array;
  /** `[RUNNING_SIZE]`. */
  readonly running: Float64Array;
}

/**
 * The series network of one partition: weights in use, and per series its hidden state and running scale. Rows come and
 * go as those of the linear models do, since both see the same series in the same order. About 350 bytes a series.
 */
export class SeriesNetwork implements Stateful {
  readonly #wanted: boolean;
  readonly #table: Table;
  readonly #hidden;
  readonly #running;
  /** Readings whose step is still to come: where the states are, and what the network is to read. */
  readonly #waiting = new Int32Array(BATCH);
  #inputs = new Float64Array(0);
  #waits = 0;
  #net: SeriesNet | undefined;
  readonly #held = new HeldWeights("series", (weights) => {
    if (weights.gru.hiddenSize > HIDDEN_MAX) return false;
    this.#net = new SeriesNet(weights);
    this.#inputs = new Float64Array(BATCH * this.#net.inputSize);
    return true;
  });

  /** @param wanted whether weights are ever taken into use. */
  constructor(capacity: number, wanted = true) {
    this.#wanted = wanted;
    this.#table = new Table(capacity);
    this.#hidden = this.#table.f32(HIDDEN_MAX);
    this.#running = this.#table.f64(RUNNING_SIZE);
  }

  /** Version of the weights in use; empty before the first. */
  get version(): string {
    return this.#held.version;
  }

  get size(): StateSize {
    return { entries: this.#table.size, bytes: this.#table.bytes, evictions: this.#table.evictions };
  }

  /** The next reading expected; undefined without weights or for a series that is too young. */
  predict(seriesId: string): number | undefined {
    const slot = this.#table.find(seriesId);
    if (this.#net === undefined || slot < 0) return undefined;
    if ((this.#running.data[slot * RUNNING_SIZE] ?? 0) < READINGS_MIN) return undefined;
    this.#settle(slot);
    return this.#net.predict(this.#hidden.data, slot * HIDDEN_MAX, this.#running.data, slot * RUNNING_SIZE);
  }

  /** The next `horizon` readings expected, each fed back as if it had come; undefined as for `predict`. */
  path(seriesId: string, horizon: number): Float64Array | undefined {
    const slot = this.#table.find(seriesId);
    if (this.#net === undefined || this.predict(seriesId) === undefined) return undefined;
    const [hidden, running] = [slot * HIDDEN_MAX, slot * RUNNING_SIZE];
    return this.#net.forecast(this.#hidden.data, hidden, this.#running.data, running, horizon);
  }

  /** Networks in use that read a series' last values, from the simplest up. */
  get windows(): readonly WindowNet[] {
    return this.#net?.windows ?? [];
  }

  /**
   * Takes a reading into the running scale at once and into the hidden state by the time anybody asks for that, so that
   * many series share a step. Before the first weights only the row is kept.
   */
  learn(seriesId: string, value: number): void {
    const known = this.#table.find(seriesId);
    // A new row may take the place of one whose step is still to come.
    if (known < 0) this.#stepAll();
    else this.#settle(known);
    if (known >= 0) this.#table.touch(known);
    const slot = known >= 0 ? known : this.#table.claim(seriesId);
    const net = this.#net;
    if (net === undefined) return;
    const at = this.#waits * net.inputSize;
    net.prepare(this.#running.data, slot * RUNNING_SIZE, value, this.#inputs, at);
    this.#waiting[this.#waits++] = slot * HIDDEN_MAX;
    if (this.#waits === BATCH) this.#stepAll();
  }

  /** Writes what is published of a series: version of the weights, hidden state, running scale. */
  write(seriesId: string, w: ByteWriter): void {
    this.#stepAll();
    const slot = Math.max(0, this.#table.find(seriesId));
    const hiddenSize = this.#net?.hiddenSize ?? 0;
    w.text(hiddenSize === 0 ? "" : this.version).varint(hiddenSize);
    w.floats(this.#hidden.data, slot * HIDDEN_MAX, slot * HIDDEN_MAX + hiddenSize);
    w.floats(this.#running.data, slot * RUNNING_SIZE, (slot + 1) * RUNNING_SIZE);
  }

  /** Takes weights into use and makes all states anew. @param recent a series' last values, newest first. */
  adopt(weights: Weights, recent: (seriesId: string) => readonly number[]): boolean {
    this.#stepAll();
    if (!this.#wanted || !this.#held.use(weights)) return false;
    for (const [seriesId, slot] of this.#table.rows()) {
      this.#hidden.data.fill(0, slot * HIDDEN_MAX, (slot + 1) * HIDDEN_MAX);
      this.#running.data.fill(0, slot * RUNNING_SIZE, (slot + 1) * RUNNING_SIZE);
      this.#table.mark(slot);
      for (const value of recent(seriesId).toReversed()) {
        this.#net?.advance(
          this.#hidden.data,
          slot * HIDDEN_MAX,
          this.#running.data,
          slot * RUNNING_SIZE,
          value,
        );
      }
    }
    return true;
  }

  /** All series held. */
  *series(): Iterable<string> {
    for (const [seriesId] of this.#table.rows()) yield seriesId;
  }

  *chunks(): Iterable<Chunk> {
    this.#stepAll();
    yield* prefixed("rows", this.#table.chunks());
    yield* prefixed("weights", this.#held.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#table.restore(below("rows", chunks));
    // Those of a time when networks were wanted are passed over where they are not any more.
    if (this.#wanted) this.#held.restore(below("weights", chunks));
  }

  /** Steps all that wait, if this row is among them. */
  #settle(slot: number): void {
    if (this.#waits > 0 && this.#waiting.lastIndexOf(slot * HIDDEN_MAX, this.#waits - 1) >= 0)
      this.#stepAll();
  }

  #stepAll(): void {
    if (this.#waits === 0) return;
    this.#net?.stepBatch(this.#hidden.data, this.#waiting.subarray(0, this.#waits), this.#inputs);
    this.#waits = 0;
  }
}
