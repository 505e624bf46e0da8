import type { StreamName } from "@millrace/events";
import type { Surroundings } from "./command.ts";
import type { Feed } from "./feed.ts";
import { openOutput } from "./files.ts";
import { withFeed } from "./with-feed.ts";

/** Where made or imported events go: options that two commands share. */
export const deliveryOptions = {
  out: { type: "string" },
  send: { type: "boolean", default: false },
} as const;

/** Their lines in the usages. */
export const DELIVERY_USAGE = `  --out FILE       writes JSON lines there, - is standard output (the default without --send)
  --send           sends the events to the stream`;

/** Where to. */
export interface Delivery {
  readonly out?: string;
  readonly send: boolean;
}

/** Writes events as JSON lines, sends them, or both. Returns how many there were. @throws {CommandError} @throws {Trouble} */
export const deliver = async (
  stream: StreamName,
  name: string,
  events: AsyncIterable<object> | Iterable<object>,
  { out, send }: Delivery,
  surroundings: Surroundings,
): Promise<number> => {
  const path = out ?? (send ? undefined : "-");
  const writer = path === undefined ? undefined : await openOutput(path, surroundings.out);
  let count = 0;
  const pour = async (feed?: Feed): Promise<void> => {
    for await (const event of events) {
      const line = JSON.stringify(event);
      count++;
      await writer?.write(line);
      await feed?.take(Buffer.from(line), count);
    }
  };
  try {
    if (send) await withFeed({ stream, name, raw: false, perSecond: undefined }, surroundings, pour);
    else await pour();
  } finally {
    await writer?.close();
  }
  return count;
};
