import { type AnswerMessage, progressEntity } from "./answers.ts";
import type { Progress } from "./ports.ts";

/** Takes the changes of one stream's partition, whole batches at a time. */
export interface AnswerListener {
  /** An entity's new value, or null when it is gone. Called for all entities of a batch, then `progressed` once. */
  changed(stream: string, partition: number, entity: string, value: Uint8Array | null): void;
  progressed(stream: string, partition: number, progress: Progress): void;
  /** A generation ended: everything of that partition is void. */
  reset(stream: string, partition: number): void;
}

/** A value that no progress covers yet, and those before it: the greatest offset first. */
interface Pending {
  readonly offset: number;
  readonly value: Uint8Array | null;
  readonly lags: boolean;
  readonly older: Pending | undefined;
}

interface Feed {
  generation: number;
  offset: number;
  readonly pending: Map<string, Pending>;
  /** Offset of what is shown of each entity that lags. */
  readonly lagging: Map<string, number>;
}

/**
 * Puts batches together again. A value is shown when the progress message that covers its offset has come, so that
 * no reader sees half a batch; what is older than what is shown (a replay after a crash, a zombie) is passed over.
 * Replays give the same values at the same offsets, so it does not matter whose message it was; they need not be cut
 * into the same batches, so an entity may have several values waiting. What lags is measured by its own last value: a
 * process may have died with it unsaid, and who says it in its place says it at an offset that is long shown.
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
      feed.lagging.clear();
      this.#listener.reset(message.stream, message.partition);
    }
    if (message.entity === progressEntity) this.#show(feed, message);
    else {
      const { entity, offset, lags = false } = message;
      const shown = lags ? (feed.lagging.get(entity) ?? -2) : feed.offset;
      if (offset >= shown) feed.pending.set(entity, inserted(feed.pending.get(entity), message));
    }
  }

  /** Offset that a partition's answers reflect, −1 or less before the first event. */
  offset(stream: string, partition: number): number {
    return this.#feeds.get(`${stream}/${partition}`)?.offset ?? -2;
  }

  #show(feed: Feed, message: AnswerMessage): void {
    if (message.value === null || message.offset < feed.offset) return;
    for (const [entity, newest] of feed.pending) {
      const shown = covered(newest, message.offset);
      if (shown === undefined) continue;
      const waiting = beyond(newest, message.offset);
      if (waiting === undefined) feed.pending.delete(entity);
      else feed.pending.set(entity, waiting);
      if (shown.lags) feed.lagging.set(entity, shown.offset);
      this.#listener.changed(message.stream, message.partition, entity, shown.value);
    }
    feed.offset = message.offset;
    this.#listener.progressed(message.stream, message.partition, this.#parse(message.value));
  }

  #feed({ stream, partition, generation }: AnswerMessage): Feed {
    const name = `${stream}/${partition}`;
    let feed = this.#feeds.get(name);
    if (feed === undefined) {
      feed = { generation, offset: -2, pending: new Map(), lagging: new Map() };
      this.#feeds.set(name, feed);
    }
    return feed;
  }
}

/** A value in its place by offset; at the same offset the later message counts. */
const inserted = (newest: Pending | undefined, message: AnswerMessage): Pending => {
  const { offset, value, lags = false } = message;
  if (newest === undefined || offset > newest.offset) return { offset, value, lags, older: newest };
  if (offset === newest.offset) return { offset, value, lags, older: newest.older };
  return { ...newest, older: inserted(newest.older, message) };
};

/** The newest value at or below `offset`. */
const covered = (newest: Pending, offset: number): Pending | undefined => {
  let at: Pending | undefined = newest;
  while (at !== undefined && at.offset > offset) at = at.older;
  return at;
};

/** What is left waiting above `offset`. */
const beyond = (newest: Pending | undefined, offset: number): Pending | undefined =>
  newest === undefined || newest.offset <= offset
    ? undefined
    : { ...newest, older: beyond(newest.older, offset) };
