import type { ClickEvent } from "../event.ts";
import type { Importer, ImportOptions, Lines } from "./importer.ts";
import { readIsoTime } from "./scalar.ts";
import { readTable, Unreadable } from "./table.ts";

const read = (
  lines: Lines,
  { onBad, idPrefix = "" }: ImportOptions,
  kind: "click" | "buy",
): AsyncGenerator<ClickEvent, void, undefined> =>
  readTable(lines, { columns: 3 }, onBad, ([session = "", at = "", item = ""], line) => {
    const time = readIsoTime(at);
    if (time === undefined) return new Unreadable("the timestamp is no time");
    if (session === "" || item === "") return new Unreadable("no session or no item");
    const action = kind === "click" ? "view" : "purchase";
    return {
      id: `${idPrefix}recsys2015-${kind}-${line}`,
      time,
      sessionId: idPrefix + session,
      itemId: idPrefix + item,
      action,
    };
  });

/** Clicks of the RecSys Challenge 2015. */
export const recsys2015Clicks: Importer<"clicks"> = {
  stream: "clicks",
  description:
    "yoochoose-clicks.dat of the RecSys Challenge 2015 (session, time, item, category; no header). Ordered by session, not by time.",
  read: (lines, options) => read(lines, options, "click"),
};

/** Purchases of the RecSys Challenge 2015. */
export const recsys2015Buys: Importer<"clicks"> = {
  stream: "clicks",
  description:
    "yoochoose-buys.dat of the RecSys Challenge 2015 (session, time, item, price, quantity; no header), as purchases.",
  read: (lines, options) => read(lines, options, "buy"),
};
