import type { KafkaConnection } from "@millrace/kafka";
import { encodeWeights, type NetworkWeights, splitMessage } from "@millrace/neural";
import { Random, randomGru, randomSeries, randomText, untrainedCard } from "@millrace/neural/testing";
import { sizes } from "./streams.ts";

const EMBEDDING = 32;
const CLICK_HIDDEN = 64;
const SERIES_HIDDEN = 32;
const SERIES_FEATURES = 0;
const TEXT_HIDDEN = 32;
const TEXT_BUCKETS = 4_096;

const nextItem = (): NetworkWeights => {
  const random = new Random(1);
  const items = Array.from({ length: sizes.clickItems }, (_, n) => `sim-${n}`);
  const rows = items.length + 1;
  return {
    kind: "next-item",
    items,
    embedding: random.uniform(rows * EMBEDDING, 1),
    gru: randomGru(EMBEDDING, CLICK_HIDDEN, random),
    output: random.uniform(rows * CLICK_HIDDEN, 1),
    outputBias: random.uniform(rows, 0.5),
  };
};

/** Networks with random weights of the sizes that the trainer makes: they cost the same and need not be waited for. */
export const untrainedNetworks = (): readonly NetworkWeights[] => [
  nextItem(),
  randomSeries(SERIES_FEATURES, SERIES_HIDDEN, 2),
  randomText(TEXT_BUCKETS, TEXT_HIDDEN, 3),
];

/** Version under which {@link publishNetworks} offers them: older than whatever a trainer makes. */
export const untrainedVersion = "2000-01-01T00:00:00.000Z-untrained";

/** The bytes of weights as they travel. */
export const weightsBytes = (weights: NetworkWeights): Uint8Array =>
  encodeWeights(weights, { ...untrainedCard(weights.kind), dataRange: {} });

/** Offers networks on the models topic. */
export const publishNetworks = async (
  connection: KafkaConnection,
  networks: readonly NetworkWeights[],
): Promise<void> => {
  const producer = await connection.openProducer();
  try {
    for (const weights of networks) {
      const parts = splitMessage(`${weights.kind}/${untrainedVersion}`, weightsBytes(weights));
      for (const { key, value } of parts) {
        const messages = [{ key, value: Buffer.from(value) }];
        await producer.send({ topic: connection.name("models"), acks: -1, messages });
      }
    }
  } finally {
    await producer.disconnect();
  }
};
