import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { type ChampionRule, chooseChampion } from "./champion.ts";
import type { Metric } from "./metric.ts";
import type { PairScores, Scores } from "./scores.ts";
import { SumLayout, type Values } from "./sums.ts";

/** What a scoreboard compares and how. */
export interface ScoreboardOptions {
  readonly stream: string;
  /** Names of the models, from the trivial rung to the learned ones; at least one. */
  readonly ladder: readonly string[];
  /** Figures recorded for each; the first is the primary one, which decides. */
  readonly metrics: readonly Metric[];
  /** Events that "recent" covers at most. @default 5000 */
  readonly window?: number;
  /** Blocks of which the window is made: it covers between (blocks − 1)/blocks of `window` and all of it. @default 20 */
  readonly blocks?: number;
  /** @default minEvents 500, enter 3, stay 1 */
  readonly rule?: Partial<ChampionRule>;
}

/**
 * Test-then-train scores of one stream's models (prequential evaluation, Gama, Sebastião & Rodrigues 2013), over all
 * events and over a recent window, and the choice of the model that answers ({@link chooseChampion}).
 *
 * Only sums are kept: all-time sums, and a ring of sums per block of `window / blocks` events, so memory is
 * `(blocks + 1)` vectors whatever the window, and scoreboards of several partitions merge by addition. The champion is
 * looked at when a block is full, so there are `blocks` looks per window rather than one per event.
 */
export class Scoreboard implements Stateful {
  readonly #stream: string;
  readonly #ladder: readonly string[];
  readonly #metrics: readonly Metric[];
  readonly #rule: ChampionRule;
  readonly #layout: SumLayout;
  readonly #blockEvents: number;
  readonly #blocks: readonly Float64Array[];
  /** Sums of all blocks that were ever full. */
  readonly #all: Float64Array;
  #block = 0;
  #inBlock = 0;
  #events = 0;
  #champion = 0;
  #since = 0;

  /** Throws when the ladder or the metrics are empty: that is a mistake in code. */
  constructor(options: ScoreboardOptions) {
    const { stream, ladder, metrics, window = 5000, blocks = 20 } = options;
    if (ladder.length === 0 || metrics.length === 0) throw new Error("a scoreboard needs models and metrics");
    this.#stream = stream;
    this.#ladder = ladder;
    this.#metrics = metrics;
    this.#rule = { minEvents: 500, enter: 3, stay: 1, ...options.rule };
    this.#champion = this.#rule.first ?? 0;
    this.#layout = new SumLayout(ladder.length, metrics);
    this.#blockEvents = Math.max(1, Math.floor(window / blocks));
    this.#blocks = Array.from({ length: blocks }, () => new Float64Array(this.#layout.width));
    this.#all = new Float64Array(this.#layout.width);
  }

  /**
   * Records one event: what each rung scored, before any of them learned from it. Rungs are compared only on events
   * that both scored. Changes state; O(models² + models x metrics), about 0.2 µs for three models with three metrics.
   * @param time event time in ms since 1970; becomes `since` when the champion changes.
   * @param values in the order of the ladder; undefined for a rung that could not score the event (it has no weights
   * yet, or the event is not in its sample). Each in the order of the metrics, NaN where a metric has no value.
   */
  record(time: number, values: readonly (Values | undefined)[]): void {
    if (this.#events === 0) this.#since = time;
    this.#events++;
    const block = this.#blocks[this.#block];
    if (block !== undefined) this.#layout.add(block, values);
    if (++this.#inBlock < this.#blockEvents) return;
    if (block !== undefined) addTo(this.#all, block);
    this.#choose(time);
    this.#inBlock = 0;
    this.#block = (this.#block + 1) % this.#blocks.length;
    this.#blocks[this.#block]?.fill(0);
  }

  /** The model that answers now. */
  champion(): string {
    return this.#ladder[this.#champion] ?? "";
  }

  /** Event time in ms at which the champion took over; that of the first event for the first one; 0 before any event. */
  get since(): number {
    return this.#since;
  }

  /** Events recorded since the beginning of the log. */
  get events(): number {
    return this.#events;
  }

  /** Fixed from the start: entries are the models. */
  get size(): StateSize {
    return {
      entries: this.#ladder.length,
      bytes: (this.#blocks.length + 1) * this.#layout.width * 8,
      evictions: 0,
    };
  }

  /** All sums as plain JSON, to be merged with those of other partitions. O(blocks x sums). */
  scores(): Scores {
    const recent = this.#recent();
    const all = Float64Array.from(this.#all);
    addTo(all, this.#blocks[this.#block] ?? all);
    const pairs: PairScores[] = [];
    for (const [high, higher] of this.#ladder.entries()) {
      for (const [low, lower] of this.#ladder.slice(0, high).entries())
        pairs.push({ lower, higher, ...this.#layout.pair(recent, low, high) });
    }
    return {
      stream: this.#stream,
      metrics: this.#metrics,
      rule: this.#rule,
      models: this.#ladder.map((model, m) => ({
        model,
        all: this.#layout.tally(all, m),
        recent: this.#layout.tally(recent, m),
      })),
      pairs,
      reigns: [{ model: this.champion(), since: this.#since }],
    };
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "sums", revision: this.#events, bytes: () => this.#bytes() };
  }

  /** A scoreboard of another ladder, of other metrics or blocks is refused. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "sums"));
    const shape = r.text();
    if (shape !== this.#shape())
      throw new StateFormatError(`scoreboard ${this.#shape()} cannot read one of ${shape}`);
    this.#block = r.varint();
    this.#inBlock = r.varint();
    this.#events = r.varint();
    this.#champion = r.varint();
    this.#since = r.f64();
    r.floats(this.#all);
    for (const block of this.#blocks) r.floats(block);
  }

  #bytes(): Uint8Array {
    const w = new ByteWriter(1024).text(this.#shape());
    w.varint(this.#block).varint(this.#inBlock).varint(this.#events).varint(this.#champion).f64(this.#since);
    w.floats(this.#all);
    for (const block of this.#blocks) w.floats(block);
    return w.finish();
  }

  #shape(): string {
    return JSON.stringify([
      "all without the block under way",
      this.#ladder,
      this.#metrics,
      this.#blocks.length,
      this.#blockEvents,
    ]);
  }

  /** Added up anew from the blocks, so that nothing drifts. */
  #recent(): Float64Array {
    const sums = new Float64Array(this.#layout.width);
    for (const block of this.#blocks) addTo(sums, block);
    return sums;
  }

  #choose(time: number): void {
    const recent = this.#recent();
    const pair = (low: number, high: number) => this.#layout.pair(recent, low, high);
    const next = chooseChampion(this.#ladder.length, pair, this.#rule, this.#champion);
    if (next === this.#champion) return;
    this.#champion = next;
    this.#since = time;
  }
}

const addTo = (sums: Float64Array, more: Float64Array): void => {
  for (let i = 0; i < more.length; i++) sums[i] = (sums[i] ?? 0) + (more[i] ?? 0);
};
