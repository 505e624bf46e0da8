import { ByteReader, ByteWriter } from "@millrace/state";
import type { Progress } from "./ports.ts";

/** Entity under which the progress of a partition travels; always the last message of a batch. */
export const progressEntity = "progress";

/** A message of the answers topic. */
export interface AnswerMessage {
  readonly stream: string;
  readonly partition: number;
  readonly entity: string;
  readonly generation: number;
  /** Source offset up to which the value holds. */
  readonly offset: number;
  /** Null says that the entity is gone. */
  readonly value: Uint8Array | null;
}

/** Key of a message, by which the topic is compacted. */
export const answerKey = (stream: string, partition: number, entity: string): string =>
  `${stream}/${partition}/${entity}`;

/** Name of the header that tells generation and offset of a tombstone, whose value must be empty. */
export const versionHeader = "v";

/** Value of a message with its version in front; null for a tombstone, which carries its version in a header. */
export const encodeAnswer = (
  generation: number,
  offset: number,
  value: Uint8Array | null,
): Uint8Array | null => {
  if (value === null) return null;
  const w = new ByteWriter(value.length + 16).varint(generation).zigzag(offset).blob(value);
  return w.finish();
};

/** Version as a header's text. */
export const versionText = (generation: number, offset: number): string => `${generation}:${offset}`;

/**
 * Reads a message back; undefined for what is not one of ours.
 * @param version the header's text, for tombstones.
 */
export const decodeAnswer = (
  key: string,
  value: Uint8Array | null,
  version: string | undefined,
): AnswerMessage | undefined => {
  const first = key.indexOf("/");
  const second = key.indexOf("/", first + 1);
  if (first < 0 || second < 0) return undefined;
  const stream = key.slice(0, first);
  const partition = Number(key.slice(first + 1, second));
  const entity = key.slice(second + 1);
  if (value === null) {
    const [generation, offset] = (version ?? "").split(":").map(Number);
    if (generation === undefined || offset === undefined || Number.isNaN(generation + offset))
      return undefined;
    return { stream, partition, entity, generation, offset, value: null };
  }
  const r = new ByteReader(value);
  return { stream, partition, entity, generation: r.varint(), offset: r.zigzag(), value: r.blob() };
};

/** Takes the changes of one stream's partition, whole batches at a time. */
export interface AnswerListener {
  /** An entity's new value, or null when it is gone. Called for all entities of a batch, then `progressed` once. */
  changed(stream: string, partition: number, entity: string, value: Uint8Array | null): void;
  progressed(stream: string, partition: number, progress: Progress): void;
  /** A generation ended: everything of that partition is void. */
  reset(stream: string, partition: number): void;
}

interface Pending {
  readonly generation: number;
  readonly offset: number;
  readonly value: Uint8Array | null;
}

interface Feed {
  generation: number;
  offset: number;
  readonly pending: Map<string, Pending>;
}

/**
 * Puts batches together again. A value is shown when the progress message that covers its offset has come, so that
 * no reader sees half a batch; what is older than what is shown (a replay after a crash, a zombie) is passed over.
 * Replays give the same values at the same offsets, so it does not matter whose message it was.
 */
export class AnswerAssembly {
  readonly #feeds = new Map<string, Feed>();
  readonly #listener: AnswerListener;
  readonly #parse: (bytes: Uint8Array) => Progress;

  /** @param parse reads the JSON of a progress message. */
  constructor(listener: AnswerListener, parse: (bytes: Uint8Array) => Progress) {
    this.#listener = listener;
    this.#parse = parse;
  }

  /** Takes the next message of the topic. */
  take(message: AnswerMessage): void {
    const feed = this.#feed(message);
    if (message.generation < feed.generation) return;
    if (message.generation > feed.generation) {
      feed.generation = message.generation;
      feed.offset = -2;
      feed.pending.clear();
      this.#listener.reset(message.stream, message.partition);
    }
    if (message.entity === progressEntity) this.#show(feed, message);
    else if (message.offset >= feed.offset) feed.pending.set(message.entity, message);
  }

  /** Offset that a partition's answers reflect, −1 or less before the first event. */
  offset(stream: string, partition: number): number {
    return this.#feeds.get(`${stream}/${partition}`)?.offset ?? -2;
  }

  #show(feed: Feed, message: AnswerMessage): void {
    if (message.value === null || message.offset < feed.offset) return;
    for (const [entity, { offset, value }] of feed.pending) {
      if (offset > message.offset) continue;
      feed.pending.delete(entity);
      this.#listener.changed(message.stream, message.partition, entity, value);
    }
    feed.offset = message.offset;
    this.#listener.progressed(message.stream, message.partition, this.#parse(message.value));
  }

  #feed({ stream, partition, generation }: AnswerMessage): Feed {
    const name = `${stream}/${partition}`;
    let feed = this.#feeds.get(name);
    if (feed === undefined) {
      feed = { generation, offset: -2, pending: new Map() };
      this.#feeds.set(name, feed);
    }
    return feed;
  }
}
