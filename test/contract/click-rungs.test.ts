import { createDecoder } from "@millrace/events";
import { LADDER_RUNGS, NextItemModels, pageRankByPowerIteration } from "@millrace/sequences";
import { readConfig } from "@millrace/service";
import { clickTopology } from "@millrace/service-clickstream";
import { below } from "@millrace/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Sessions } from "../../services/clickstream/src/sessions.ts";
import { View } from "../../services/query-api/src/view/view.ts";
import { publishTo } from "./published.ts";
import { clicks, type Said } from "./streams-under-test.ts";

const ITEMS = 30;
const settings = { itemsMax: 100, sessionsMax: 100, sessionIdleMs: 1e9, neighboursMax: 20 };
const stream = { ...clicks, topology: clickTopology(createDecoder("clicks"), settings) };

/** Clicks of sessions that keep to their partition; some end, so that others take their rows. */
const said = (partitions: number, records: number): Said[][] => {
  const fields = fc.record({
    sessionId: fc.nat(12).map((n) => `s${n}`),
    itemId: fc.nat(ITEMS - 1).map((n) => `i${n}`),
    action: fc.constantFrom("view", "view", "view", "view", "exit"),
  });
  return Array.from({ length: partitions }, (_, partition) =>
    fc.sample(fields, { numRuns: records, seed: partition + 5 }).map((one) => ({
      fields: { ...one, sessionId: `${one.sessionId}/${partition}` },
      lagMinutes: 0,
      kind: "new",
    })),
  );
};

const opened = (): View => new View(readConfig({}), () => 0);

test("every rung ranks for a reader as it ranks where it learns, the blend's weights included", async () => {
  const view = opened();
  const lives = await publishTo(view, stream, said(2, 250));
  let compared = 0;
  for (const life of lives) {
    const stored = new Map([...life.state.chunks()].map(({ name, bytes }) => [name, bytes()]));
    const processor = below("models", stored);
    const models = new NextItemModels({ items: settings.itemsMax, neighbours: settings.neighboursMax });
    models.restore(below("models", processor));
    expect(models.blend.learned).toBeGreaterThan(50);
    const sessions = new Sessions(settings.sessionsMax);
    sessions.restore(below("sessions", processor));
    for (const [sessionId, { trail, place }] of sessions.all()) {
      models.ladder.predict(models.trailOf(trail, place));
      for (const rung of LADDER_RUNGS) {
        if (rung === "popularity" || rung === "markov") continue;
        compared++;
        expect(view.clicks.next(sessionId, rung, 20)).toMatchObject({
          rung,
          items: models.ladder.top(rung, 20),
        });
      }
    }
  }
  expect(compared).toBeGreaterThan(20);
});

test("PageRank is that of the steps of all partitions, worked out from scratch", async () => {
  const view = opened();
  await publishTo(view, stream, said(3, 120));
  const ids = Array.from({ length: ITEMS }, (_, n) => `i${n}`).filter(
    (id) => view.clicks.page(id, 1) !== undefined,
  );
  const truth = pageRankByPowerIteration(
    ids.map((id) => {
      const steps = view.clicks.page(id, 1_000)?.transitions ?? [];
      return {
        to: steps.map(({ itemId }) => ids.indexOf(itemId)),
        weight: steps.map(({ count }) => count),
      };
    }),
  );
  const ranks = await Promise.all(ids.map((id) => view.clicks.pageRank(id)));
  expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 6);
  ranks.forEach((rank, i) => {
    expect(Math.abs(rank - (truth[i] ?? 0))).toBeLessThan(1e-6);
  });
  view.reset("clicks", 0);
  view.reset("clicks", 1);
  view.reset("clicks", 2);
  expect(await view.clicks.pageRank(ids[0] ?? "")).toBe(0);
});
