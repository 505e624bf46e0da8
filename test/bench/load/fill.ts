import type { KafkaConnection } from "@millrace/kafka";
import { type Line, makeTopics, produce } from "../../support/produce.ts";

const LINES_PER_CALL = 500;

/** Puts records on Millrace's topics, which it makes where they are missing. Returns how many. */
export const fill = async (connection: KafkaConnection, lines: Iterable<Line>): Promise<number> => {
  await makeTopics(connection);
  const producer = await connection.openProducer();
  let sent = 0;
  let call: Line[] = [];
  const flush = async (): Promise<void> => {
    await produce(connection, call, producer);
    sent += call.length;
    call = [];
  };
  try {
    for (const line of lines) {
      call.push(line);
      if (call.length === LINES_PER_CALL) await flush();
    }
    await flush();
  } finally {
    await producer.disconnect();
  }
  return sent;
};

/** Offset of the last record in each partition that has any. */
export const lastOffsets = async (
  connection: KafkaConnection,
  topic: string,
): Promise<readonly { readonly partition: number; readonly offset: number }[]> => {
  const ends = await connection.admin(`ends of ${topic}`, (admin) =>
    admin.fetchTopicOffsets(connection.name(topic)),
  );
  return ends
    .map(({ partition, high }) => ({ partition, offset: Number(high) - 1 }))
    .filter(({ offset }) => offset >= 0);
};
