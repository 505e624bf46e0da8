import { describe, expect, it } from "vitest";
import { simulateBaskets } from "./baskets.ts";

const BASKETS = 8_000;

describe("simulateBaskets", () => {
  it("holds the planted rules at their support and confidence, and no others", () => {
    const { truth, events } = simulateBaskets({ seed: 1, baskets: BASKETS, items: 50, meanSize: 6 });
    const count = new Map<string, number>();
    const pairs = new Map<string, number>();
    for (const { items } of events()) {
      if (items.length === 0 || new Set(items).size !== items.length) throw new Error(`bad basket ${items}`);
      for (const item of items) {
        count.set(String(item), (count.get(String(item)) ?? 0) + 1);
        for (const other of items) {
          const pair = `${item} ${other}`;
          pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
        }
      }
    }
    expect(truth.rules).toHaveLength(10);
    for (const rule of truth.rules) {
      const antecedent = count.get(rule.antecedent) ?? 0;
      const together = pairs.get(`${rule.antecedent} ${rule.consequent}`) ?? 0;
      const deviation = Math.sqrt((rule.confidence * (1 - rule.confidence)) / antecedent);
      expect(Math.abs(together / antecedent - rule.confidence)).toBeLessThan(4 * deviation);
      expect(Math.abs(together / BASKETS - rule.support)).toBeLessThan(4 * Math.sqrt(rule.support / BASKETS));
      const lift = (together * BASKETS) / (antecedent * (count.get(rule.consequent) ?? 1));
      expect(Math.abs(lift / rule.lift - 1)).toBeLessThan(0.25);
    }
    for (const { itemId, support } of truth.support) {
      expect(Math.abs((count.get(itemId) ?? 0) / BASKETS - support)).toBeLessThan(
        4.5 * Math.sqrt(support / BASKETS),
      );
    }
    const [first, second] = truth.support;
    if (first === undefined || second === undefined) throw new Error("no items");
    const together = (pairs.get(`${first.itemId} ${second.itemId}`) ?? 0) / BASKETS;
    expect(together).toBeCloseTo(first.support * second.support, 1);
  });

  it("repeats itself, in time order", () => {
    const simulated = simulateBaskets({ seed: 5, baskets: 200 });
    const events = [...simulated.events()];
    expect(events).toEqual([...simulated.events()]);
    expect(events).toHaveLength(200);
    expect(events.every((e, n) => n === 0 || e.time > (events[n - 1]?.time ?? 0))).toBe(true);
  });
});
