import { simulateHiddenClicks } from "@millrace/datasets";
import { fitStatesByGradient } from "@millrace/neural/training";
import {
  baumWelch,
  indexSessions,
  inOrderOfVisit,
  itemsByFrequency,
  meanLogLikelihood,
  type TimedSession,
} from "@millrace/sequences";
import { expect, test } from "vitest";

/** Sessions of the planted process, with its truth. */
const planted = (sessions: number, items: number, states: number) => {
  const simulated = simulateHiddenClicks({ seed: 5, sessions, items, states });
  const byId = new Map<string, { items: string[]; times: number[] }>();
  for (const { sessionId, itemId, action, time } of simulated.events()) {
    const session = byId.get(sessionId) ?? { items: [], times: [] };
    byId.set(sessionId, session);
    if (action === "exit") continue;
    session.items.push(itemId);
    session.times.push(time);
  }
  const list: TimedSession[] = [...byId.values()].map((session) => ({ ...session, ended: true }));
  return { list, truth: simulated.truth };
};

test("gradient descent through the forward algorithm and Baum-Welch reach the same likelihood, to 0.01 nats a click, and the planted model", async () => {
  const { list, truth } = planted(500, 8, 2);
  const items = itemsByFrequency(list, 100);
  const data = indexSessions(list, items);
  const fitting = baumWelch(items, data, {
    states: 2,
    seed: 1,
    iterations: 80,
    smoothing: 1e-3,
    tolerance: 1e-6,
  });
  let step = fitting.next();
  while (!step.done) step = fitting.next();
  const climbed = meanLogLikelihood(step.value.model, data);
  const { weights } = await fitStatesByGradient(items, data, {
    states: 2,
    seed: 2,
    steps: 120,
    learningRate: 0.1,
  });
  const descended = meanLogLikelihood(weights, data);
  console.info({ climbed, descended });
  expect(Math.abs(climbed - descended)).toBeLessThan(0.01);
  for (const model of [step.value.model, weights]) {
    const { exit, start } = inOrderOfVisit(model);
    for (let k = 0; k < 2; k++) {
      expect(Math.abs((exit[k] ?? 0) - (truth.exit[k] ?? 0))).toBeLessThan(0.06);
      expect(Math.abs((start[k] ?? 0) - (truth.start[k] ?? 0))).toBeLessThan(0.08);
    }
  }
});
