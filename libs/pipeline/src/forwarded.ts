import type { Chunk, Stateful } from "@millrace/state";
import type { Json } from "./topology.ts";
import { Watermarks } from "./watermarks.ts";

/** The partition of the recommender's log that a key falls to; undefined where there is one only. */
export type RecommenderOf = ((key: string) => number) | undefined;

/** The last offset of which each partition of the recommender hears: what comes after it and counts for nothing is not waited for. */
export class Forwarded implements Stateful {
  readonly #stream: string;
  readonly #partitionOf: RecommenderOf;
  readonly #marks = new Watermarks();

  /** @param stream whose offsets they are. */
  constructor(stream: string, partitionOf?: RecommenderOf) {
    this.#stream = stream;
    this.#partitionOf = partitionOf;
  }

  /** Notes that the record at `offset` was forwarded by `key`. */
  pass(key: string, offset: number): void {
    this.#marks.pass(this.#partitionOf === undefined ? this.#stream : `${this.#partitionOf(key)}`, offset);
  }

  /** As readers are told: one offset, −1 before the first, or one by partition of the recommender's log. */
  get told(): Json {
    const { all } = this.#marks;
    return this.#partitionOf === undefined ? (all[this.#stream] ?? -1) : all;
  }

  chunks(): Iterable<Chunk> {
    return this.#marks.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#marks.restore(chunks);
  }
}
