import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";

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
  /** See {@link Answer.lags}. */
  readonly lags?: boolean;
}

/** Key of a message, by which the topic is compacted. */
export const answerKey = (stream: string, partition: number, entity: string): string =>
  `${stream}/${partition}/${entity}`;

/** Stands behind the value of an entity that lags. */
const LAGS = 1;

/** Name of the header that tells generation and offset of a tombstone, whose value must be empty. */
export const versionHeader = "v";

/** Answers are many and small: all are written in one place and copied out of it, which takes half the time. */
const scratch = new ByteWriter(4_096);

/** Value of a message with its version in front; null for a tombstone, which carries its version in a header. */
export const encodeAnswer = (
  generation: number,
  offset: number,
  value: Uint8Array | null,
  lags = false,
): Uint8Array | null => {
  if (value === null) return null;
  const w = scratch.reset().varint(generation).zigzag(offset).blob(value);
  return (lags ? w.varint(LAGS) : w).finish();
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
  if (!Number.isInteger(partition)) return undefined;
  if (value === null) {
    const [generation, offset] = (version ?? "").split(":").map(Number);
    if (generation === undefined || offset === undefined || Number.isNaN(generation + offset))
      return undefined;
    return { stream, partition, entity, generation, offset, value: null };
  }
  try {
    const r = new ByteReader(value);
    const [generation, offset] = [r.varint(), r.zigzag()];
    // A copy: the message is a view of all that was fetched with it, which a value kept for long would keep too.
    const message = { stream, partition, entity, generation, offset, value: new Uint8Array(r.blob()) };
    return !r.done && r.varint() === LAGS ? { ...message, lags: true } : message;
  } catch (error) {
    if (error instanceof StateFormatError) return undefined;
    throw error;
  }
};
