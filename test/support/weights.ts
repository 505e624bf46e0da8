import type { KafkaConnection } from "@millrace/kafka";
import { encodeWeights, splitMessage } from "@millrace/neural";
import { randomSeries, untrainedCard } from "@millrace/neural/testing";
import type { Weights } from "@millrace/pipeline";

/** Weights of an untrained series network, as if trained before any event. Versions sort by `number`, 0 to 9. */
export const seriesWeights = (number: number): Weights => {
  const card = { ...untrainedCard("series"), dataRange: {} };
  const bytes = encodeWeights(randomSeries(0, 12, number), card);
  return { kind: "series", version: `2026-01-01T00:00:0${number}.000Z-test`, bytes, trainedUpTo: {} };
};

/** Puts weights on offer as the trainer does. */
export const publishWeights = async (
  connection: KafkaConnection,
  { kind, version, bytes }: Weights,
): Promise<void> => {
  const producer = await connection.producer();
  const messages = splitMessage(`${kind}/${version}`, bytes).map(({ key, value }) => ({
    key,
    value: Buffer.from(value),
  }));
  await producer.send({ topic: connection.name("models"), acks: -1, messages });
};
