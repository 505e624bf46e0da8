import { type ClickEvent, importers, isImportFormat } from "@millrace/datasets";
import { createDecoder } from "@millrace/events";
import type { OfflineClick } from "@millrace/service-clickstream";
import { datasetLines } from "../datasets/index.ts";
import { UsageError } from "./errors.ts";
import { requireFile } from "./files.ts";

/** How a file of clicks is to be read. */
export interface ClickFileOptions {
  /** As `millrace import` names it; undefined for JSON lines. */
  readonly format: string | undefined;
  readonly companion: string | undefined;
  /** ms since 1970: later events are refused. */
  readonly now: number;
}

/** The clicks of a file in order of time, of equals in the file's order; exits left out. */
export interface ClickFile {
  readonly clicks: readonly OfflineClick[];
  /** Rows that could not be read. */
  readonly passedOver: number;
}

/** Reads a file of clicks whole. @throws {UsageError} on a format that has none @throws {CommandError} file_unreadable */
export const readClicks = async (path: string, options: ClickFileOptions): Promise<ClickFile> => {
  await requireFile(path);
  const clicks: OfflineClick[] = [];
  let passedOver = 0;
  const events =
    options.format === undefined
      ? decoded(path, options.now, () => passedOver++)
      : imported(path, options.format, options.companion, () => passedOver++);
  for await (const { sessionId, itemId, time, action } of events)
    if (action !== "exit") clicks.push({ sessionId, itemId, time });
  return { clicks: clicks.sort((a, b) => a.time - b.time), passedOver };
};

type Click = Pick<ClickEvent, "sessionId" | "itemId" | "time"> & { readonly action: string };

async function* decoded(
  path: string,
  now: number,
  onBad: () => void,
): AsyncGenerator<Click, void, undefined> {
  const decoder = createDecoder("clicks");
  for await (const line of datasetLines(path)) {
    if (line.trim() === "") continue;
    const result = decoder.decode({ key: null, value: Buffer.from(line), headers: {}, timestamp: now });
    if (result.ok) yield result.event;
    else onBad();
  }
}

async function* imported(
  path: string,
  format: string,
  companion: string | undefined,
  onBad: () => void,
): AsyncGenerator<Click, void, undefined> {
  if (!isImportFormat(format)) throw new UsageError(`there is no format "${format}"`);
  const importer = importers[format];
  if (importer.stream !== "clicks") throw new UsageError(`${format} holds ${importer.stream}, not clicks`);
  if ("companion" in importer && companion === undefined)
    throw new UsageError(`${format} needs --companion FILE: ${importer.companion}`);
  yield* importer.read(datasetLines(path), {
    onBad,
    ...(companion === undefined ? {} : { companion: datasetLines(companion) }),
  });
}
