import { createDecoder, type DecoderOptions } from "@millrace/events";
import { type Reading, readTopic } from "@millrace/kafka";
import { AnswerAssembly, decodeAnswer, type Progress, versionHeader } from "@millrace/pipeline";
import type { World } from "@millrace/runtime";
import type { HistoryWriter } from "../history.ts";
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

/** Follows the catalogue. What cannot be read is left out: it has no answers of its own. */
export const followItems = (
  world: World,
  view: View,
  history: HistoryWriter,
  options: DecoderOptions,
  onFailed: (error: unknown) => void,
): Promise<Reading> => {
  const decoder = createDecoder("items", options);
  return readTopic(world.kafka, {
    topic: world.kafka.name("items"),
    from: "beginning",
    onBatch: ({ partition, records }) => {
      const items = records.flatMap((record) => {
        const decoded = decoder.decode(record);
        const at = { partition, offset: record.offset, appendedAt: record.timestamp };
        return decoded.ok ? [{ item: decoded.event, at }] : [];
      });
      for (const { item } of items) view.catalogue.apply(item);
      history.described(items);
      const last = records.at(-1);
      if (last !== undefined) view.board.read("items", partition, last.offset);
    },
    onFailed,
  });
};
