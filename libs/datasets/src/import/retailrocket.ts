import type { ClickEvent } from "../event.ts";
import type { Importer } from "./importer.ts";
import { readNumber } from "./scalar.ts";
import { readTable, Unreadable } from "./table.ts";

const ACTIONS: ReadonlyMap<string, ClickEvent["action"]> = new Map([
  ["view", "view"],
  ["addtocart", "cart"],
  ["transaction", "purchase"],
]);

/** The largest time that a date can be made of, ECMA-262. */
const TIME_MS_MAX = 8.64e15;

/** Clicks of RetailRocket's shop. */
export const retailrocket: Importer<"clicks"> = {
  stream: "clicks",
  description:
    "events.csv of RetailRocket (timestamp, visitorid, event, itemid). The file knows visitors but no sessions and is not in time order: a session is what a visitor does on one day (UTC). Import it by time.",
  read: (lines, { onBad, idPrefix = "" }) =>
    readTable(
      lines,
      { columns: ["timestamp", "visitorid", "event", "itemid"] },
      onBad,
      ([at = "", visitor = "", event = "", item = ""], line) => {
        const time = readNumber(at);
        const action = ACTIONS.get(event);
        if (time === undefined || Math.abs(time) > TIME_MS_MAX) return new Unreadable("timestamp is no time");
        if (action === undefined) return new Unreadable(`unknown event ${event}`);
        if (visitor === "" || item === "") return new Unreadable("no visitor or no item");
        return {
          id: `${idPrefix}retailrocket-${line}`,
          time,
          sessionId: `${idPrefix}${visitor}-${new Date(time).toISOString().slice(0, 10)}`,
          userId: idPrefix + visitor,
          itemId: idPrefix + item,
          action,
        };
      },
    ),
};
