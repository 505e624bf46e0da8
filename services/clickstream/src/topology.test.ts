import { type ClickEvent, createDecoder } from "@millrace/events";
import { absorbRecord, noEffects, PartitionState } from "@millrace/pipeline";
import { expect, test } from "vitest";
import { sampleOneIn, scoredAtFirst } from "./next-scores.ts";
import type { ClickSettings } from "./settings.ts";
import { StreamClock } from "./stream-clock.ts";
import { clickTopology } from "./topology.ts";

const BEGIN = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const limits: ClickSettings = { itemsMax: 50, sessionsMax: 50, sessionIdleMs: 30 * MINUTE };

/** A partition that takes clicks as they are said: session, item, seconds from the beginning. */
const partition = (settings: Partial<ClickSettings> = {}) => {
  const topology = clickTopology(createDecoder("clicks"), { ...limits, ...settings });
  const state = new PartitionState<ClickEvent>(topology, 0, 1_000);
  let offset = 0;
  return {
    state,
    click: (sessionId: string, itemId: string, seconds: number, action = "view"): void => {
      const event = { id: `e${offset}`, time: BEGIN + seconds * 1000, sessionId, itemId, action };
      const value = Buffer.from(JSON.stringify(event));
      // All arrive within a second, as those of a file do.
      const record = { offset, timestamp: BEGIN + 86_400_000 + offset++, key: null, value, headers: {} };
      const source = { topic: "clicks", partition: 0, generation: 0 };
      absorbRecord(topology, state, source, record, noEffects());
    },
    sessions: (): number => state.processor.status().sizes.sessions?.entries ?? 0,
  };
};

test("a session faster than its allowance is throttled, others are not, and time gives it clicks back", () => {
  const { click, state } = partition({ clicksPerMinuteMax: 10 });
  for (let n = 0; n < 25; n++) click("bot", `i${n % 5}`, n / 10);
  expect(state.ledger.outcomes).toMatchObject({ applied: 10, throttled: 15 });
  click("person", "i1", 3);
  expect(state.ledger.outcomes).toMatchObject({ applied: 11, throttled: 15 });
  click("bot", "i1", 33);
  expect(state.ledger.outcomes).toMatchObject({ applied: 12, throttled: 15 });
});

test("what a throttled click says is learned by no model", () => {
  const { click, state } = partition({ clicksPerMinuteMax: 1 });
  click("bot", "seen", 0);
  click("bot", "never", 0.1);
  expect(state.ledger.outcomes).toMatchObject({ applied: 1, throttled: 1 });
  expect(state.processor.status().sizes.markov?.entries).toBe(1);
});

test("with the chain alone nothing is kept of rules and neighbours, and as many clicks are scored as with all rungs", () => {
  const board = ({ state }: ReturnType<typeof partition>) => {
    const [{ models }] = state.processor.scores() as [
      { models: { model: string; all: { events: number } }[] },
    ];
    return Object.fromEntries(models.map(({ model, all }) => [model, all.events]));
  };
  const [chain, all] = [partition({ rungs: "chain" }), partition()];
  for (const { click } of [chain, all])
    for (let n = 0; n < 300; n++) click(`s${n % 9}`, `i${(n * n) % 7}`, n);
  const { rules, vsknn } = chain.state.processor.status().sizes;
  expect([rules?.entries, vsknn?.entries]).toEqual([0, 0]);
  expect(board(chain)).toEqual({ ...board(all), rules: 0, vsknn: 0 });
  expect(board(chain).blend).toBeGreaterThan(250);
});

test("sessions of a file end where they ended, though all arrives at once; one click from a wrong clock ends none", () => {
  const { click, sessions, state } = partition();
  click("early", "i1", 0);
  click("wrong", "i1", 20 * 3_600);
  for (let n = 0; n < 200; n++) click(`s${n % 3}`, `i${n % 7}`, n);
  expect(sessions()).toBe(5);
  for (let n = 0; n < 200; n++) click(`t${n % 3}`, `i${n % 7}`, 2 * 3_600 + n);
  expect(sessions()).toBe(4);
  expect(state.processor.status().sizes.markov?.entries).toBe(7);
});

test("an exit ends a session at once, and a click long before the session's last one is late", () => {
  const { click, sessions, state } = partition();
  click("a", "i1", 3_600);
  click("a", "i2", 0);
  expect(state.ledger.outcomes).toMatchObject({ applied: 1, late: 1 });
  click("a", "i2", 3_000);
  click("a", "i2", 3_601, "exit");
  expect(sessions()).toBe(0);
  expect(state.ledger.outcomes.applied).toBe(3);
});

test("the more a full ranking costs, the fewer clicks are scored", () => {
  const none = { items: 0, hidden: 0 };
  expect(sampleOneIn(10, none, 1_000)).toBe(1);
  const shares = [100, 1_000, 50_000].map((items) => sampleOneIn(items, { items, hidden: 64 }, 12));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[2]).toBeGreaterThan(100);
  const atFirst = [100, 3_000, 50_000].map((items) => scoredAtFirst(items, { items, hidden: 64 }));
  expect(atFirst).toEqual([...atFirst].sort((a, b) => b - a));
  expect(scoredAtFirst(500, none)).toBe(2_000);
  expect(atFirst[2]).toBeLessThan(200);
});

test("the stream's clock follows the earliest click of a block", () => {
  const clock = new StreamClock();
  for (let n = 0; n < 63; n++) clock.tick(1_000 + n);
  expect(clock.now).toBe(Number.NEGATIVE_INFINITY);
  clock.tick(5);
  expect(clock.now).toBe(5);
  for (let n = 0; n < 64; n++) clock.tick(n === 9 ? 1e12 : 2_000 + n);
  expect(clock.now).toBe(2_000);
});
