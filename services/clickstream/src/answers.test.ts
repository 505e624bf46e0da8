import { type ClickEvent, createDecoder } from "@millrace/events";
import { noEffects, type Processor } from "@millrace/pipeline";
import { expect, test } from "vitest";
import { clickTopology } from "./topology.ts";

const SESSIONS = 100;
const BEGIN = Date.UTC(2026, 0, 5);

/** Sessions of two clicks each, on items of their own. */
const clicked = (): Processor<ClickEvent> => {
  const settings = { itemsMax: 1_000, sessionsMax: 1_000, sessionIdleMs: 1e9 };
  const processor = clickTopology(createDecoder("clicks"), settings).open(0);
  for (let n = 0; n < SESSIONS * 2; n++) {
    const click = { id: `c${n}`, time: BEGIN + n, sessionId: `s${n >> 1}`, itemId: `i${n}`, action: "view" };
    processor.absorb(click, { partition: 0, offset: n, appendedAt: n }, noEffects());
  }
  return processor;
};

const kindsOf = (processor: Processor<ClickEvent>, heavy: boolean): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { entity } of processor.drain(heavy)) {
    const kind = entity.slice(0, entity.indexOf("/"));
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};

test("pages and sessions are published whenever they changed, rules and neighbours of a fast flow when it is their time", () => {
  const processor = clicked();
  expect(kindsOf(processor, false)).toMatchObject({ item: 200, session: 100, rules: 32, neighbour: 32 });
  expect(kindsOf(processor, false)).toEqual({ rules: 32, neighbour: 32 });
  expect(processor.lags).toBe(true);
  expect(kindsOf(processor, true)).toEqual({ rules: 36, neighbour: 36 });
  expect(processor.lags).toBe(false);
  expect(kindsOf(processor, true)).toEqual({});
});

test("the row of somebody who is forgotten waits for nothing", () => {
  const processor = clicked();
  const whom = { userId: "ada", sessionIds: ["s99"] };
  processor.forget?.(whom, { partition: 0, offset: 1_000, appendedAt: 1_000 }, noEffects());
  expect([...processor.drain(false)].map(({ entity }) => entity)).toContain("neighbour/99");
});
