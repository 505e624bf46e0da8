import type { ClickEvent } from "../event.ts";
import { groupedBy } from "./grouped.ts";
import type { Importer, ImportOptions, Lines } from "./importer.ts";
import { readIsoTime, readNumber } from "./scalar.ts";
import { readTable, Unreadable } from "./table.ts";

const rows = (
  lines: Lines,
  { onBad, idPrefix = "" }: ImportOptions,
): AsyncGenerator<ClickEvent, void, undefined> =>
  readTable(
    lines,
    { delimiter: ";", columns: ["sessionId", "userId", "itemId", "timeframe", "eventdate"] },
    onBad,
    ([session = "", user = "", item = "", timeframe = "", date = ""], line) => {
      const day = readIsoTime(date);
      const offset = readNumber(timeframe);
      if (day === undefined || offset === undefined) return new Unreadable("no eventdate or no timeframe");
      if (session === "" || item === "") return new Unreadable("no session or no item");
      const owner = user === "" || user === "NA" ? {} : { userId: idPrefix + user };
      return {
        id: `${idPrefix}diginetica-${line}`,
        time: day + offset,
        sessionId: idPrefix + session,
        ...owner,
        itemId: idPrefix + item,
        action: "view",
      };
    },
  );

/** The file has a session's views together, but not in the order in which they were seen. */
async function* read(lines: Lines, options: ImportOptions): AsyncGenerator<ClickEvent, void, undefined> {
  for await (const views of groupedBy(rows(lines, options), ({ sessionId }) => sessionId))
    yield* views.sort((a, b) => a.time - b.time);
}

/** Item views of the CIKM Cup 2016. */
export const diginetica: Importer<"clicks"> = {
  stream: "clicks",
  description:
    "train-item-views.csv of Diginetica (CIKM Cup 2016): sessionId;userId;itemId;timeframe;eventdate. A click's time is its day plus its milliseconds since the session's first click, as the file has no clock; the views of a session are put in that order.",
  read,
};
