import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClickEvent } from "../event.ts";
import { simulateClicks } from "./clicks.ts";

/** Items of each session in order, without the exits. */
const sessionsOf = (events: Iterable<ClickEvent>): Map<string, string[]> => {
  const sessions = new Map<string, string[]>();
  for (const { sessionId, itemId, action } of events) {
    const items = sessions.get(sessionId) ?? [];
    if (action !== "exit") items.push(itemId);
    sessions.set(sessionId, items);
  }
  return sessions;
};

describe("simulateClicks", () => {
  it("repeats itself, to the event, and another seed gives other clicks", () => {
    const drawn = (seed: number) => [...simulateClicks({ seed, sessions: 30 }).events()];
    expect(drawn(4)).toEqual(drawn(4));
    expect(drawn(4).map((e) => e.itemId)).not.toEqual(drawn(5).map((e) => e.itemId));
    const simulated = simulateClicks({ seed: 4, sessions: 30 });
    expect([...simulated.events()]).toEqual([...simulated.events()]);
  });

  it("interleaves sessions in time order and ends each by one exit from its last item", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, sessions) => {
        const events = [...simulateClicks({ seed, sessions, items: 10, concurrent: 5 }).events()];
        expect(new Set(events.map((e) => e.id)).size).toBe(events.length);
        expect(new Set(events.map((e) => e.sessionId)).size).toBe(sessions);
        const lastItem = new Map<string, string>();
        const ended = new Set<string>();
        for (const [n, event] of events.entries()) {
          if (event.time <= (events[n - 1]?.time ?? 0)) throw new Error(`back in time at ${n}`);
          if (ended.has(event.sessionId)) throw new Error(`goes on after its end: ${event.sessionId}`);
          if (event.action === "exit") {
            expect(event.itemId).toBe(lastItem.get(event.sessionId));
            ended.add(event.sessionId);
          }
          lastItem.set(event.sessionId, event.itemId);
        }
        expect(ended.size).toBe(sessions);
      }),
      { numRuns: 10 },
    );
  });

  it("moves between items as the planted matrix says, exits included", () => {
    const { truth, events } = simulateClicks({ seed: 2, sessions: 1500, items: 12, order: 1 });
    const counts = new Float64Array(12 * 12);
    const from = new Float64Array(12);
    let clicks = 0;
    for (const items of sessionsOf(events()).values()) {
      clicks += items.length;
      for (const [n, item] of items.entries()) {
        const next = items[n + 1];
        if (next === undefined) continue;
        const row = Number(item.slice(4));
        from[row] = (from[row] ?? 0) + 1;
        counts[row * 12 + Number(next.slice(4))] = (counts[row * 12 + Number(next.slice(4))] ?? 0) + 1;
      }
    }
    for (const [cell, p] of truth.transitions.entries()) {
      const n = from[Math.floor(cell / 12)] ?? 0;
      expect(Math.abs((counts[cell] ?? 0) / n - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / n));
    }
    expect(clicks / 1500).toBeCloseTo(truth.clicksPerSession, 0);
  });

  it("leaves nothing to memory in order 1: the best model is the chain", () => {
    const { truth } = simulateClicks({ seed: 3, sessions: 1, order: 1 });
    expect(truth.best.recallAt1).toBeCloseTo(truth.orderOne.recallAt1, 10);
    expect(truth.best.mrrAt20).toBeCloseTo(truth.orderOne.mrrAt20, 10);
  });

  it("rewards memory in order 3: the last item alone does much worse", () => {
    const { truth } = simulateClicks({ seed: 2, sessions: 1 });
    expect(truth.best.recallAt1).toBeCloseTo(0.9025, 4);
    expect(truth.orderOne.recallAt1).toBeLessThan(0.6);
    expect(truth.orderOne.mrrAt20).toBeLessThan(truth.best.mrrAt20 - 0.15);
    expect(truth.popularity.recallAt1).toBeLessThan(0.1);
  });

  it("names the setting that is out of range", () => {
    expect(() => simulateClicks({ seed: 1, sessions: 1, items: 3 })).toThrow(/items must be/);
    expect(() => simulateClicks({ seed: 1, sessions: 0 })).toThrow(/sessions must be/);
  });
});
