import type { SourceBatch } from "@millrace/pipeline";
import type { KafkaConnection } from "./connect.ts";
import { TopicReader } from "./topic-reader.ts";

/** Which part of a topic to read once. */
export interface ReplayPlan {
  /** Full name. */
  readonly topic: string;
  /** @default all */
  readonly partition?: number;
  /** First offset. @default what is retained */
  readonly from?: number;
  /** Offset at which to end, itself not read. @default what is there at the start */
  readonly to?: number;
  /** Called one batch at a time; partitions in any order, offsets of one partition ascending. */
  readonly onRecords: (batch: SourceBatch) => void | Promise<void>;
}

/** Reads a part of a topic once, committing nothing; resolves at its end. @throws {Trouble} @throws what `onRecords` throws */
export const replayTopic = async (connection: KafkaConnection, plan: ReplayPlan): Promise<void> => {
  const { topic, partition, from = "beginning", to = "now", onRecords } = plan;
  let reader: TopicReader | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      reader = new TopicReader(connection, {
        topic,
        from,
        to,
        ...(partition === undefined ? {} : { partition }),
        onBatch: onRecords,
        onCaughtUp: resolve,
        onFailed: reject,
      });
      reader.start().catch(reject);
    });
  } finally {
    await reader?.stop();
  }
};
