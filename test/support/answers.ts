import { type KafkaConnection, replayTopic } from "@millrace/kafka";
import { AnswerAssembly, decodeAnswer, type Progress, versionHeader } from "@millrace/pipeline";
import { topicOf } from "./topologies.ts";

/** What a reader of the answers topic knows of one partition of a stream. */
export interface KnownPartition {
  readonly answers: ReadonlyMap<string, Uint8Array>;
  readonly progress: Progress | undefined;
}

/** All that was published so far, by `stream/partition`, put together as every reader does. */
export const readAnswers = async (
  connection: KafkaConnection,
): Promise<ReadonlyMap<string, KnownPartition>> => {
  const known = new Map<string, { answers: Map<string, Uint8Array>; progress: Progress | undefined }>();
  const of = (stream: string, partition: number) => {
    const name = `${stream}/${partition}`;
    const found = known.get(name) ?? { answers: new Map<string, Uint8Array>(), progress: undefined };
    known.set(name, found);
    return found;
  };
  const assembly = new AnswerAssembly(
    {
      changed: (stream, partition, entity, value) => {
        const { answers } = of(stream, partition);
        if (value === null) answers.delete(entity);
        else answers.set(entity, value);
      },
      progressed: (stream, partition, progress) => {
        of(stream, partition).progress = progress;
      },
      reset: (stream, partition) => of(stream, partition).answers.clear(),
    },
    (bytes) => JSON.parse(Buffer.from(bytes).toString("utf8")),
  );
  const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString("utf8");
  await replayTopic(connection, {
    topic: connection.name("answers"),
    onRecords: ({ records }) => {
      for (const { key, value, headers } of records) {
        const version = headers[versionHeader];
        const message = decodeAnswer(text(key), value, version === undefined ? undefined : text(version));
        if (message !== undefined) assembly.take(message);
      }
    },
  });
  return known;
};

/** Offsets committed by a stream's group, by partition; missing where there is none. */
export const committedOffsets = async (
  connection: KafkaConnection,
  stream: string,
): Promise<ReadonlyMap<number, number>> => {
  const topics = [connection.name(topicOf(stream))];
  const groupId = connection.name(`${stream}.g0`);
  const found = await connection.admin("committed", (admin) => admin.fetchOffsets({ groupId, topics }));
  const offsets = found.flatMap(({ partitions }) =>
    partitions.map((p) => [p.partition, Number(p.offset)] as const),
  );
  return new Map(offsets.filter(([, offset]) => offset >= 0));
};
