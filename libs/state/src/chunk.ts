/**
 * A named piece of a model's state. A snapshot stores only the pieces whose revision moved since the last one,
 * so its cost follows what changed, not how much there is.
 */
export interface Chunk {
  /** Unique within one model; stable over its life. */
  readonly name: string;
  /** Grows whenever the content may have changed. Means nothing across processes. */
  readonly revision: number;
  /** Serialises the piece as it is now, into bytes that stay as they are. Equal states give equal bytes. */
  readonly bytes: () => Uint8Array;
}

/** State that can leave memory and come back the same, to the byte. */
export interface Stateful {
  /** All pieces of the state. O(number of chunks); nothing is serialised until `bytes()` is called. */
  chunks(): Iterable<Chunk>;
  /** Fills a newly made instance from the pieces of another. @throws {StateFormatError} when a piece cannot be read. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void;
}

/** How large a model's state is, for the operators' metrics. */
export interface StateSize {
  /** Entities held (items, sessions, series, …). */
  readonly entries: number;
  /** Bytes held: typed arrays as allocated, strings by their length. */
  readonly bytes: number;
  /** Entities that left because a bound was reached, since the beginning of the log. */
  readonly evictions: number;
  /** Most entities that it may hold, where that is one number. */
  readonly capacity?: number;
}

/** A piece of a snapshot that this version cannot read. The owner falls back to an older snapshot or rebuilds. */
export class StateFormatError extends Error {
  readonly code = "state_format";
  readonly retryable = false;
}

/** The piece called `name`. @throws {StateFormatError} if it is missing. */
export const requireChunk = (chunks: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array => {
  const bytes = chunks.get(name);
  if (bytes === undefined) throw new StateFormatError(`snapshot has no chunk "${name}"`);
  return bytes;
};

/** Chunks of a part, named below `prefix` so that several parts can live in one snapshot. */
export function* prefixed(prefix: string, chunks: Iterable<Chunk>): Iterable<Chunk> {
  for (const c of chunks) yield { name: `${prefix}/${c.name}`, revision: c.revision, bytes: c.bytes };
}

/** The pieces below `prefix`, with the prefix taken off: what `prefixed` put together. */
export const below = (prefix: string, chunks: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> => {
  const part = new Map<string, Uint8Array>();
  const start = `${prefix}/`;
  for (const [name, bytes] of chunks) if (name.startsWith(start)) part.set(name.slice(start.length), bytes);
  return part;
};
