import { type KafkaConnection, replayTopic } from "@millrace/kafka";

/** Bytes as UTF-8; nothing is empty. */
export const text = (bytes: Uint8Array | null | undefined): string =>
  bytes ? Buffer.from(bytes).toString() : "";
/** UTF-8 of a text. */
export const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Everything on a topic, as `partition/offset` with key and value. */
export const contents = async (
  connection: KafkaConnection,
  short: string,
): Promise<Map<string, [string, string]>> => {
  const found = new Map<string, [string, string]>();
  await replayTopic(connection, {
    topic: connection.name(short),
    onRecords: ({ partition, records }) => {
      for (const { offset, key, value } of records)
        found.set(`${partition}/${offset}`, [text(key), text(value)]);
    },
  });
  return found;
};
