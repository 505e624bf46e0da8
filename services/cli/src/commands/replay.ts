import { parse, positionals, streamName, wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { openInput } from "./files.ts";
import { lineGroups } from "./lines.ts";
import { withFeed } from "./with-feed.ts";

const RATE_MAX = 1_000_000;

/** A line of white space alone carries nothing. */
const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 32 || byte === 9);

/** `replay STREAM FILE`. */
export const replay: Command = {
  usage: `usage: millrace replay STREAM FILE [--rate N] [--raw]

Sends the events of a file of JSON lines to a stream; FILE - is standard input.
STREAM is clicks, baskets, reviews, readings or items.

  --rate N   events a second; default: as fast as the broker takes them
  --raw      also sends lines that are no events: they end as dead letters

A line that the services would refuse is named with its reason and passed over.
Ends with 1 when nothing was sent.`,

  run: async (args, surroundings) => {
    const { values, positionals: given } = parse(args, {
      rate: { type: "string" },
      raw: { type: "boolean", default: false },
    });
    const [name, path] = positionals(given, ["STREAM", "FILE"]);
    const stream = streamName(name);
    const perSecond = wholeNumber("--rate", values.rate, 1, RATE_MAX);
    const source = await openInput(path, surroundings.input);
    let [bytes, line] = [0, 0];
    const share = (): number | undefined =>
      source.bytes === undefined || source.bytes === 0 ? undefined : Math.min(1, bytes / source.bytes);
    const task = { stream, name: source.name, raw: values.raw, perSecond, share };
    const sent = await withFeed(task, surroundings, async (feed) => {
      for await (const lines of lineGroups(source.pieces)) {
        for (const value of lines) {
          bytes += value.length + 1;
          line++;
          if (!isBlank(value)) await feed.take(value, line);
        }
        // What came through a pipe is not held back until more comes.
        if (source.bytes === undefined) await feed.flush();
      }
    });
    return sent > 0 ? 0 : 1;
  },
};
