import { simulatedItemId } from "@millrace/datasets";
import type { KafkaConnection } from "@millrace/kafka";
import { encodeWeights, splitMessage } from "@millrace/neural";
import { randomNextItem, randomSeries, randomText, untrainedCard } from "@millrace/neural/testing";
import type { Weights } from "@millrace/pipeline";

/**
 * Weights of untrained networks of all three kinds, as if trained before any event. Versions sort by `number`, 0 to 9.
 */
export const untrainedWeights = (number: number): readonly Weights[] =>
  [
    randomSeries(0, 12, number),
    randomNextItem(
      Array.from({ length: 40 }, (_, item) => simulatedItemId(item)),
      12,
      number,
    ),
    randomText(512, 12, number),
  ].map((weights) => {
    const { kind } = weights;
    const bytes = encodeWeights(weights, { ...untrainedCard(kind), dataRange: {} });
    return { kind, version: `2026-01-01T00:00:0${number}.000Z-${kind}`, bytes, trainedUpTo: {} };
  });

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
