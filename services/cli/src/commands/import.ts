import { type BadRow, type EventOf, importers, isImportFormat, type StreamName } from "@millrace/datasets";
import { datasetLines } from "../datasets/index.ts";
import { parse, positionals } from "./arguments.ts";
import type { Command } from "./command.ts";
import { DELIVERY_USAGE, deliver, deliveryOptions } from "./deliver.ts";
import { UsageError } from "./errors.ts";
import { requireFile } from "./files.ts";
import { inTimeOrder } from "./in-time-order.ts";
import { printable, shownNumber, table } from "./table.ts";

/** Bad rows told one by one; all of them are counted. */
const TOLD_MAX = 20;

/** All formats with their streams and what they are. */
const formats = (): string =>
  table(
    ["format", "stream", "what it is"],
    Object.entries(importers).map(([name, importer]) => [
      name,
      importer.stream,
      "companion" in importer
        ? `${importer.description} Needs --companion: ${importer.companion}.`
        : importer.description,
    ]),
  );

/** `import FORMAT FILE`. */
export const importCommand: Command = {
  usage: `usage: millrace import FORMAT FILE [--companion FILE] [--out FILE] [--send]

Makes events of a public data set's file.

  --companion FILE the second file of a format that needs one
${DELIVERY_USAGE}
  --by-time        in order of time, not of the file, which is held in memory; for files whose
                   entities' own events are out of order, such as those of RetailRocket
  --id-prefix TEXT put in front of all ids, so that several sources can share a stream
  --series-id TEXT the series of a file of readings that does not name it

${formats()}`.trimEnd(),

  run: async (args, surroundings) => {
    const { values, positionals: given } = parse(args, {
      ...deliveryOptions,
      companion: { type: "string" },
      "by-time": { type: "boolean", default: false },
      "id-prefix": { type: "string" },
      "series-id": { type: "string" },
    });
    const [format, path] = positionals(given, ["FORMAT", "FILE"]);
    if (!isImportFormat(format))
      throw new UsageError(`there is no format "${format}"; they are listed below`);
    const importer = importers[format];
    const companion = values.companion;
    if ("companion" in importer && companion === undefined)
      throw new UsageError(`${format} needs --companion FILE: ${importer.companion}`);
    for (const file of [path, companion]) if (file !== undefined) await requireFile(file);
    let bad = 0;
    const onBad = ({ line, reason }: BadRow): void => {
      bad++;
      if (bad <= TOLD_MAX) surroundings.err.write(`${path}:${line}: ${printable(reason)}\n`);
      if (bad === TOLD_MAX) surroundings.err.write("… further ones are only counted\n");
    };
    const read = importer.read(datasetLines(path), {
      onBad,
      ...(companion === undefined ? {} : { companion: datasetLines(companion) }),
      ...(values["id-prefix"] === undefined ? {} : { idPrefix: values["id-prefix"] }),
      ...(values["series-id"] === undefined ? {} : { seriesId: values["series-id"] }),
    });
    const events = values["by-time"] ? inTimeOrder<EventOf[StreamName]>(read) : read;
    const count = await deliver(importer.stream, path, events, values, surroundings);
    surroundings.err.write(
      `${importer.stream}: ${shownNumber(count)} events from ${path}, ${shownNumber(bad)} rows passed over\n`,
    );
    return count > 0 ? 0 : 1;
  },
};
