import { encodeWeights } from "@millrace/neural";
import { untrainedCard } from "@millrace/neural/testing";
import type { Weights } from "@millrace/pipeline";
import { fitStates, type TimedSession } from "@millrace/sequences";

/** A click, as far as sessions are made of it. */
interface Clicked {
  readonly sessionId: string;
  readonly itemId: string;
  readonly action: string;
  readonly time: number | string;
}

/** Hidden states of clicks, fitted as the trainer does and packed as it publishes them. */
export const demoStates = (clicks: readonly Clicked[]): Weights => {
  const sessions = new Map<string, { items: string[]; times: number[]; ended: boolean }>();
  for (const { sessionId, itemId, action, time } of clicks) {
    const session = sessions.get(sessionId) ?? { items: [], times: [], ended: false };
    sessions.set(sessionId, session);
    if (action === "exit") session.ended = true;
    else {
      session.items.push(itemId);
      session.times.push(Number(time));
    }
  }
  const given: TimedSession[] = [...sessions.values()].filter(({ items }) => items.length > 0);
  const fitting = fitStates(given, { seed: 7, candidates: [4], restarts: 1 });
  let step = fitting.next();
  while (!step.done) step = fitting.next();
  const weights = { kind: "hidden-markov", ...step.value.model } as const;
  const version = "0000000000001";
  return {
    kind: weights.kind,
    version,
    bytes: encodeWeights(weights, untrainedCard("hidden-markov")),
    trainedUpTo: {},
  };
};
