import { expect, it } from "vitest";
import type { ClickEvent } from "../event.ts";
import { simulateClicks } from "./clicks.ts";

/** Share of clicks foretold by the most frequent follower, so far, of what `context` names. Test, then train. */
const countingRecall = (
  events: Iterable<ClickEvent>,
  context: (past: readonly string[]) => string,
  skip: number,
) => {
  const followers = new Map<string, Map<string, number>>();
  const past = new Map<string, string[]>();
  let [clicks, tested, hits] = [0, 0, 0];
  for (const { sessionId, itemId, action } of events) {
    if (action === "exit") continue;
    const items = past.get(sessionId) ?? [];
    if (items.length > 0) {
      const key = context(items);
      const counts = followers.get(key) ?? new Map<string, number>();
      const guess = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [
        "",
        0,
      ] as const)[0];
      if (++clicks > skip) {
        tested++;
        if (guess === itemId) hits++;
      }
      followers.set(key, counts.set(itemId, (counts.get(itemId) ?? 0) + 1));
    }
    past.set(sessionId, [...items.slice(-2), itemId]);
  }
  return hits / tested;
};

it("clicks can be learned: counting comes near the planted figures within 24,000 clicks", () => {
  const { truth, events } = simulateClicks({ seed: 1, sessions: 2000 });
  const chain = countingRecall(events(), (past) => past.at(-1) ?? "", 12_000);
  const memory = countingRecall(
    events(),
    (past) => `${past.at(-1)} ${past.length > 2 ? past[0] : ""}`,
    20_000,
  );
  expect(chain).toBeGreaterThan(truth.orderOne.recallAt1 - 0.03);
  expect(chain).toBeLessThan(truth.orderOne.recallAt1 + 0.02);
  expect(memory).toBeGreaterThan(truth.best.recallAt1 - 0.15);
  expect(memory).toBeLessThan(truth.best.recallAt1 + 0.02);
});
