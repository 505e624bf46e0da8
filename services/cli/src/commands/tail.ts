import { createDecoder, type EventRecord, type StreamName } from "@millrace/events";
import { readTopic } from "@millrace/kafka";
import { forgetHeader, type SourceRecord } from "@millrace/pipeline";
import { decoderOptions } from "@millrace/runtime";
import { parse, positionals, streamName, wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./errors.ts";
import { withKafka } from "./kafka.ts";

const COUNT_MAX = 1_000_000_000;

/** One record as a line of JSON: where it lies, and the event that it holds or why it holds none. */
export const tailLine = (
  partition: number,
  { offset, timestamp, key, value, headers }: SourceRecord,
  decode: (record: EventRecord) => object,
): Readonly<Record<string, unknown>> => {
  const where = {
    partition,
    offset,
    appendedAt: new Date(timestamp).toISOString(),
    key: key === null ? null : Buffer.from(key).toString("utf8"),
  };
  if (headers[forgetHeader] !== undefined) return { ...where, key: null, request: "forget" };
  const { ok: _, ...said } = decode({ key, value, headers, timestamp }) as Readonly<Record<string, unknown>>;
  return { ...where, ...said };
};

/** `tail`. */
export const tail: Command = {
  usage: `usage: millrace tail STREAM [--from beginning|end] [--count N] [--refused]

Follows a stream's topic and writes a line of JSON for each record: its partition,
offset, time of arrival and key, and the event as Millrace reads it, or the reason why
it would become a dead letter. Leaves no trace: no group of consumers stays behind.

  --from PLACE   beginning or end of the topic; default: end
  --count N      ends after N lines; default: goes on until Ctrl-C
  --refused      only what cannot be read`,

  run: async (args, { config: readConfig, out, err }) => {
    const { values, positionals: given } = parse(args, {
      from: { type: "string", default: "end" },
      count: { type: "string" },
      refused: { type: "boolean", default: false },
    });
    const [name] = positionals(given, ["STREAM"]);
    const stream: StreamName = streamName(name);
    const count = wholeNumber("--count", values.count, 1, COUNT_MAX) ?? COUNT_MAX;
    if (values.from !== "beginning" && values.from !== "end")
      throw new UsageError(`--from is beginning or end, not "${values.from}"`);
    const { from } = values;
    const config = readConfig();
    const decoder = createDecoder(stream, decoderOptions(config)(stream));
    await withKafka(config, async (kafka) => {
      let left = count;
      let finish: (error?: unknown) => void = () => undefined;
      const finished = new Promise<void>((resolve, reject) => {
        finish = (error) => (error === undefined ? resolve() : reject(error));
      });
      const interrupted = (): void => finish();
      process.once("SIGINT", interrupted);
      const reading = await readTopic(kafka, {
        topic: kafka.name(stream),
        from,
        onBatch: ({ partition, records }) => {
          for (const record of records) {
            if (left === 0) break;
            const line = tailLine(partition, record, decoder.decode);
            if (values.refused && !("reason" in line)) continue;
            out.write(`${JSON.stringify(line)}\n`);
            left--;
          }
          if (left === 0) finish();
        },
        onFailed: (error) => finish(error),
      });
      if (from === "end") err.write(`following ${kafka.name(stream)} from its end; Ctrl-C ends\n`);
      try {
        await finished;
      } finally {
        process.off("SIGINT", interrupted);
        await reading.stop();
      }
    });
    return 0;
  },
};
