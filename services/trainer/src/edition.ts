import { createHash } from "node:crypto";
import type { KafkaConnection } from "@millrace/kafka";
import {
  encodeWeights,
  type MessagePart,
  type NetworkKind,
  splitMessage,
  type TrainingCard,
} from "@millrace/neural";
import type { TrainingOptions } from "@millrace/neural/training";
import type { Course } from "./course.ts";

/** Weights with their card, as they are put on offer. */
export interface Edition {
  readonly kind: NetworkKind;
  /** Time of creation and a hash of the weights: versions sort by time. */
  readonly version: string;
  readonly card: TrainingCard;
  /** Messages of the models topic. */
  readonly parts: readonly MessagePart[];
}

/** Puts messages on the models topic, in order; a null value withdraws one. @throws {Trouble} */
export type Publish = (
  messages: readonly { readonly key: string; readonly value: Uint8Array | null }[],
) => Promise<void>;

/** Trains a network on what its course has read so far. @throws what the training throws, such as on too little data */
export const trainEdition = async (course: Course, options: TrainingOptions): Promise<Edition> => {
  const { kind } = course;
  const { weights, card } = await course.fit(options);
  const bytes = encodeWeights(weights, card);
  const version = `${options.created}-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}`;
  return { kind, version, card, parts: splitMessage(`${kind}/${version}`, bytes) };
};

/** The way to the models topic, over a producer of its own. @throws {Trouble} */
export const openPublisher = async (kafka: KafkaConnection): Promise<Publish> => {
  const producer = await kafka.openProducer();
  return async (messages) => {
    for (const { key, value } of messages) {
      await producer.send({
        topic: kafka.name("models"),
        acks: -1,
        messages: [{ key, value: value === null ? null : Buffer.from(value) }],
      });
    }
  };
};
