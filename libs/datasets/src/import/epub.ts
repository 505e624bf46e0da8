import type { ClickEvent } from "../event.ts";
import { type Importer, type ImportOptions, type Lines, requireCompanion } from "./importer.ts";
import { readCTime } from "./scalar.ts";
import { readTable, Unreadable } from "./table.ts";

const COMPANION = "epub.time: session;start of the session";

async function* read(lines: Lines, options: ImportOptions): AsyncGenerator<ClickEvent, void, undefined> {
  const { onBad, idPrefix = "" } = options;
  const starts = new Map<string, number>();
  const times = readTable(
    requireCompanion(options, COMPANION),
    { delimiter: ";", columns: 2 },
    onBad,
    ([session = "", at = ""]) => {
      const start = readCTime(at);
      return start === undefined ? new Unreadable("no time") : { session, start };
    },
  );
  for await (const { session, start } of times) starts.set(session, start);
  const clicks = new Map<string, number>();
  yield* readTable(lines, { delimiter: ";", columns: 2 }, onBad, ([session = "", item = ""]) => {
    const start = starts.get(session);
    if (start === undefined) return new Unreadable(`session ${session} has no start`);
    if (item === "") return new Unreadable("no document");
    const n = clicks.get(session) ?? 0;
    clicks.set(session, n + 1);
    return {
      id: `${idPrefix}epub-${session}-${n}`,
      time: start + n * 1000,
      sessionId: idPrefix + session,
      itemId: idPrefix + item,
      action: "view" as const,
    };
  });
}

/** Documents fetched from a university's publication server, from the R package arules. */
export const epub: Importer<"clicks"> = {
  stream: "clicks",
  description:
    "epub.dat of arules (session;document). Only sessions have a time: their documents follow by the second. Holds one number per session.",
  companion: COMPANION,
  read,
};
