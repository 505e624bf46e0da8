import type { ClickEvent } from "../event.ts";
import type { Importer, ImportOptions, Lines } from "./importer.ts";
import { isObject, readJsonObject } from "./scalar.ts";

const ACTIONS: ReadonlyMap<unknown, ClickEvent["action"]> = new Map<unknown, ClickEvent["action"]>([
  ["clicks", "view"],
  ["carts", "cart"],
  ["orders", "purchase"],
]);

async function* read(
  lines: Lines,
  { onBad, idPrefix = "" }: ImportOptions,
): AsyncGenerator<ClickEvent, void, undefined> {
  let line = 0;
  for await (const raw of lines) {
    line++;
    if (raw.trim() === "") continue;
    const { session, events } = readJsonObject(raw) ?? {};
    if (typeof session !== "number" || !Array.isArray(events)) {
      onBad({ line, raw, reason: "no object with session and events" });
      continue;
    }
    for (const [n, event] of events.entries()) {
      const { aid, ts, type } = isObject(event) ? event : {};
      const action = ACTIONS.get(type);
      if (typeof aid !== "number" || typeof ts !== "number" || action === undefined) {
        onBad({ line, raw: JSON.stringify(event), reason: `event ${n} has no aid, ts or known type` });
        continue;
      }
      const id = `${idPrefix}otto-${session}-${n}`;
      yield { id, time: ts, sessionId: idPrefix + session, itemId: idPrefix + aid, action };
    }
  }
}

/** Sessions of OTTO's shop. */
export const otto: Importer<"clicks"> = {
  stream: "clicks",
  description:
    "train.jsonl or test.jsonl of OTTO: one session a line with its events. Sessions come one after the other, so that time goes back between them.",
  read,
};
