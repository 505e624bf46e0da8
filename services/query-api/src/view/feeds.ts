import { type Reading, readTopic } from "@millrace/kafka";
import { AnswerAssembly, decodeAnswer, type Progress, versionHeader } from "@millrace/pipeline";
import type { World } from "@millrace/runtime";
import type { ItemIntake } from "./item-intake.ts";
import type { View } from "./view.ts";

const text = (bytes: Uint8Array | null | undefined): string =>
  bytes === null || bytes === undefined
    ? ""
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");

/** Follows the answers topic into the view. */
export const followAnswers = (
  world: World,
  view: View,
  onFailed: (error: unknown) => void,
): Promise<Reading> => {
  const assembly = new AnswerAssembly(view, (bytes) => JSON.parse(text(bytes)) as Progress);
  return readTopic(world.kafka, {
    topic: world.kafka.name("answers"),
    from: "beginning",
    onBatch: ({ records }) => {
      for (const { key, value, headers } of records) {
        const message = decodeAnswer(text(key), value, text(headers[versionHeader]));
        if (message !== undefined) assembly.take(message);
      }
    },
    onFailed,
  });
};

/** Follows the catalogue. */
export const followItems = (
  world: World,
  intake: ItemIntake,
  onFailed: (error: unknown) => void,
): Promise<Reading> =>
  readTopic(world.kafka, {
    topic: world.kafka.name("items"),
    from: "beginning",
    onBatch: (batch) => intake.take(batch),
    onFailed,
  });
