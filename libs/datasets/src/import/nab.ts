import type { Importer } from "./importer.ts";
import { readIsoTime, readNumber } from "./scalar.ts";
import { readTable, Unreadable } from "./table.ts";

/** Series of the Numenta Anomaly Benchmark. */
export const nab: Importer<"readings"> = {
  stream: "readings",
  description:
    "One CSV file of NAB (timestamp, value), taken as UTC. Name the series by the option seriesId.",
  read: (lines, { onBad, idPrefix = "", seriesId = "series" }) =>
    readTable(lines, { columns: ["timestamp", "value"] }, onBad, ([at = "", measured = ""], line) => {
      const time = readIsoTime(at);
      const value = readNumber(measured);
      if (time === undefined) return new Unreadable("timestamp is no time");
      if (value === undefined) return new Unreadable("value is no number");
      return { id: `${idPrefix}nab-${seriesId}-${line}`, time, seriesId: idPrefix + seriesId, value };
    }),
};
