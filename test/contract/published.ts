import {
  AnswerAssembly,
  type AnswerListener,
  type AnswerMessage,
  answerKey,
  decodeAnswer,
  encodeAnswer,
  type Progress,
  versionText,
} from "@millrace/pipeline";
import { PartitionLife } from "./partition-life.ts";
import type { Said, StreamUnderTest } from "./streams-under-test.ts";
import { logOf } from "./topology-laws.ts";

type Published = PartitionLife<unknown>["ports"]["answers"]["messages"][number];

/** Puts a message on the wire and takes it off again, as the answers topic does. */
const overTheWire = ({ message, progress }: Published): AnswerMessage | undefined => {
  const { stream, partition, entity, generation, offset } = message;
  const value = progress === undefined ? message.value : Buffer.from(JSON.stringify(progress));
  const version = value === null ? versionText(generation, offset) : undefined;
  return decodeAnswer(answerKey(stream, partition, entity), encodeAnswer(generation, offset, value), version);
};

/**
 * Lets each partition absorb what is said in it, in batches of different sizes, and tells a reader all that they publish,
 * partition by turns. Returns the partitions as they stand at the end.
 */
export const publishTo = async <E>(
  reader: AnswerListener,
  stream: StreamUnderTest<E>,
  said: readonly (readonly Said[])[],
): Promise<PartitionLife<E>[]> => {
  const lives = said.map(
    (own, partition) => new PartitionLife(stream.topology, stream.topic, partition, logOf(stream, own)),
  );
  for (const [partition, life] of lives.entries()) {
    for (let i = 0; i < 10; i++) await life.take(1 + ((partition + i * 7) % 19));
    await life.end();
  }
  const queues = lives.map((life) => [...life.ports.answers.messages]);
  const assembly = new AnswerAssembly(
    reader,
    (bytes) => JSON.parse(Buffer.from(bytes).toString("utf8")) as Progress,
  );
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
    const published = queues[turn % queues.length]?.shift();
    const message = published === undefined ? undefined : overTheWire(published);
    if (message !== undefined) assembly.take(message);
  }
  return lives;
};
