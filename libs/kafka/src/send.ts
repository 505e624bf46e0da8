import type { Message, Producer, RecordMetadata } from "kafkajs";
import { isTooLarge } from "./trouble.ts";

/** The client groups the messages of a call in quadratic time. */
const MESSAGES_PER_CALL_MAX = 1_000;
/** Well below a broker's default `message.max.bytes`, which bounds a partition's share of a call. */
const BYTES_PER_CALL_MAX = 512 * 1024;
/** What a record's framing may take beside key, value and headers. */
const FRAME_BYTES_MAX = 40;

/** A message and its size as sent. */
export const messageBytes = ({ key, value, headers }: Message): number => {
  let bytes = FRAME_BYTES_MAX + lengthOf(key) + lengthOf(value);
  for (const [name, given] of Object.entries(headers ?? {})) {
    for (const header of Array.isArray(given) ? given : [given]) bytes += name.length + lengthOf(header) + 10;
  }
  return bytes;
};

const lengthOf = (part: Buffer | string | null | undefined): number =>
  part === null || part === undefined ? 0 : Buffer.byteLength(part);

/** Cuts a list into calls that a broker takes and the client handles fast; order is kept. */
export function* calls(messages: readonly Message[]): Iterable<readonly Message[]> {
  let call: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = messageBytes(message);
    if (call.length > 0 && (call.length >= MESSAGES_PER_CALL_MAX || bytes + size > BYTES_PER_CALL_MAX)) {
      yield call;
      call = [];
      bytes = 0;
    }
    call.push(message);
    bytes += size;
  }
  if (call.length > 0) yield call;
}

/** What to do beside sending. */
export interface SendOptions {
  /** Told of each call that was acknowledged. */
  readonly onSent?: (sent: readonly Message[], metadata: readonly RecordMetadata[]) => void;
  /** What to send in place of a message that the broker finds too large, if anything. @default it is an error */
  readonly shrink?: (message: Message) => Message | undefined;
}

/**
 * Sends one call after the other, each acknowledged by all replicas in sync. A call that the broker finds too large
 * is sent in halves.
 * @throws what the client throws.
 */
export const sendInOrder = async (
  producer: Producer,
  topic: string,
  messages: readonly Message[],
  options: SendOptions = {},
): Promise<void> => {
  for (const call of calls(messages)) await sendCall(producer, topic, call, options);
};

/** Sends one call; in halves where the broker finds it too large. @throws what the client throws */
export const sendCall = async (
  producer: Producer,
  topic: string,
  call: readonly Message[],
  options: SendOptions,
): Promise<void> => {
  const { onSent, shrink } = options;
  let metadata: readonly RecordMetadata[];
  try {
    metadata = await producer.send({ topic, messages: [...call], acks: -1 });
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    const [only] = call;
    if (call.length === 1 && only !== undefined) {
      if (shrink === undefined) throw error;
      const smaller = shrink(only);
      if (smaller !== undefined)
        await sendCall(producer, topic, [smaller], onSent === undefined ? {} : { onSent });
      return;
    }
    const half = Math.ceil(call.length / 2);
    await sendCall(producer, topic, call.slice(0, half), options);
    await sendCall(producer, topic, call.slice(half), options);
    return;
  }
  onSent?.(call, metadata);
};
