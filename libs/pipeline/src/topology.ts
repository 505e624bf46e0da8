import type { Stateful, StateSize } from "@millrace/state";
import type { Forget } from "./forget.ts";
import type { Decoded, Verdict } from "./outcome.ts";
import type { Position, SourceRecord } from "./record.ts";

/** A value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A row for ClickHouse: an idempotent upsert, since a replay writes it again. */
export interface Row {
  readonly table: string;
  readonly values: Readonly<Record<string, Json>>;
}

/** A record for an internal topic. Delivered at least once; `Forwarded` positions let the receiver skip repeats. */
export interface Forward {
  readonly topic: string;
  readonly key: string;
  readonly value: Uint8Array;
}

/** The smallest thing from which an answer about one entity can be computed; null says that the entity is gone. */
export interface Answer {
  /** Unique within the stream and partition, such as `item/42`. */
  readonly entity: string;
  readonly value: Uint8Array | null;
  /**
   * Whether it may be said later than it changed, as `drain(false)` does with what is large. Such an entity is never
   * gone, and readers take it after a crash even where they already know the offset at which it is said again.
   */
  readonly lags?: boolean;
}

/** Where a processor puts what an event causes beside the change of state. */
export interface Emitter {
  /** Takes the row over: partition, offset, generation and times of the record are written into it. */
  row(row: Row): void;
  forward(record: Forward): void;
}

/** What a processor tells about itself with every batch that it publishes. */
export interface ProcessorStatus {
  /** State held by each model. */
  readonly sizes: Readonly<Record<string, StateSize>>;
  /** Version of the network weights in use, by kind. */
  readonly weights: Readonly<Record<string, string>>;
  /** Anything small that readers need beside the entities, such as the number of baskets. */
  readonly globals: Readonly<Record<string, Json>>;
}

/** Network weights on offer. */
export interface Weights {
  readonly kind: string;
  readonly version: string;
  /** As encoded on the wire. */
  readonly bytes: Uint8Array;
  /** Greatest offset of `topic` partition that the training read: earlier events must not be scored with them. */
  readonly trainedUpTo: Readonly<Record<string, number>>;
  /** Comes all the time: that it is taken into use is not worth a line in the journal. @default false */
  readonly routine?: boolean;
}

/**
 * The models of one partition: one state object, changed only by that partition's events, in order. Synchronous and
 * deterministic: no clock, no I/O, no randomness. The same records in the same order give the same bytes, whatever
 * batches they came in.
 */
export interface Processor<E> extends Stateful {
  /** Predicts, scores and learns one event. */
  absorb(event: E, at: Position, emit: Emitter): Verdict;
  /**
   * Forgets somebody: what is held under that person's name goes, with its answers; counts that name nobody stay. Absent
   * where nothing is held under a person's name.
   */
  forget?(whom: Forget, at: Position, emit: Emitter): void;
  /**
   * Entities changed since the last call, each once.
   * @param heavy false leaves out what is large and changes with every event, such as a model's weights; the next call
   * that does not gives it. @default true
   */
  drain(heavy?: boolean): Iterable<Answer>;
  /**
   * Whether even a call for all that changed left something out, because it is too much for one publication: then the
   * next such call comes after a while, whether or not events do. Absent where it never does.
   */
  readonly lags?: boolean;
  /** Entities whose answer follows from the weights in use: after a swap they are published anew. */
  followingWeights(): Iterable<Answer>;
  status(): ProcessorStatus;
  /** Test-then-train scoreboards as plain JSON, for merging across partitions. */
  scores(): readonly object[];
  /**
   * Takes weights into use, if it has a network of that kind. Called only right before a snapshot, so that a replay
   * uses the same weights at the same offsets. Returns whether they are in use now.
   */
  adopt(weights: Weights): boolean;
}

/** One stream's way from bytes to models. */
export interface Topology<E> {
  readonly stream: string;
  /** Bytes to an event; never throws. */
  readonly decode: (record: SourceRecord) => Decoded<E>;
  /** The id that makes an event count once, if it has one. */
  readonly idOf: (event: E) => string | undefined;
  /** When it happened, in ms since 1970. */
  readonly timeOf: (event: E) => number;
  /** Models without any experience. */
  readonly open: (partition: number) => Processor<E>;
  /** Whether the topic is compacted: then records may vanish from it lawfully. */
  readonly compacted: boolean;
}
