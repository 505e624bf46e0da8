import type { SourceBatch } from "@millrace/pipeline";
import type { KafkaConnection } from "./connect.ts";
import { TopicReader } from "./topic-reader.ts";

/** What to read and whom to tell. */
export interface ReadPlan {
  /** Full name, as `connection.name("answers")`. */
  readonly topic: string;
  readonly from: "beginning" | "end";
  /** Time after a batch at the end of the log in which further records gather: for who is in no hurry. @default 0 */
  readonly gapMs?: number;
  /** Called one batch at a time, of all partitions; what it throws ends the reading. */
  readonly onBatch: (batch: SourceBatch) => void | Promise<void>;
  /** Called once, when everything that was in the topic at the start has been read. */
  readonly onCaughtUp?: () => void;
  /** Called when reading cannot go on: the error of `onBatch`, or trouble that does not pass. */
  readonly onFailed: (error: unknown) => void;
}

/** Reading under way. */
export interface Reading {
  /** Resolves when everything that was in the topic at the start has been read. */
  readonly caughtUp: Promise<void>;
  stop(): Promise<void>;
}

/** Follows all partitions of a topic until it is stopped, committing nothing. Resolves once it reads. @throws {Trouble} */
export const readTopic = async (connection: KafkaConnection, plan: ReadPlan): Promise<Reading> => {
  let reached: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const { topic, from, gapMs, onBatch, onCaughtUp, onFailed } = plan;
  const reader = new TopicReader(connection, {
    topic,
    from,
    ...(gapMs === undefined ? {} : { gapMs }),
    onBatch,
    onFailed,
    onCaughtUp: () => {
      onCaughtUp?.();
      reached();
    },
  });
  await reader.start();
  return { caughtUp, stop: () => reader.stop() };
};
