import type { DeadLetter, DeadLetterQueue, RowSink } from "@millrace/pipeline";

const base64 = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");

/** Keeps refused records on the topic, for whoever wants to act on them, and in a table, for whoever looks. */
export const deadLettersInBoth = (topic: DeadLetterQueue, rows: RowSink): DeadLetterQueue => ({
  send: async (letters) => {
    await topic.send(letters);
    await rows.add(letters.map((letter) => ({ table: "dead_letters", values: deadLetterValues(letter) })));
  },
});

const deadLetterValues = (letter: DeadLetter) => ({
  stream: letter.stream,
  topic: letter.topic,
  partition: letter.partition,
  offset: letter.offset,
  generation: 0,
  appended_at: letter.timestamp,
  reason: letter.reason,
  detail: letter.detail,
  key: base64(letter.key),
  value: base64(letter.value),
  headers: JSON.stringify(
    Object.fromEntries(Object.entries(letter.headers).map(([name, value]) => [name, base64(value)])),
  ),
});
