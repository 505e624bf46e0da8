import fc from "fast-check";
import { expect, test } from "vitest";
import { baumWelch, meanLogLikelihood, randomModel } from "./baum-welch.ts";
import { ForwardFilter } from "./filter.ts";
import { fitStates, indexSessions, type TimedSession } from "./fit-states.ts";
import { expectedVisits, funnelOf, inOrderOfVisit } from "./funnel.ts";
import type { HiddenMarkovModel, IndexedSessions } from "./model.ts";

const items = ["a", "b", "c"];
const session = fc.record({
  items: fc.array(fc.constantFrom("a", "b", "c", "unknown"), { minLength: 1, maxLength: 4 }),
  ended: fc.boolean(),
});
const sessions = fc.array(session, { minLength: 1, maxLength: 5 });
const indexed = (list: readonly { items: string[]; ended: boolean }[]): IndexedSessions =>
  indexSessions(
    list.map((one) => ({ ...one, times: one.items.map((_, n) => n * 1000) })),
    items,
  );
const drawn = (list: IndexedSessions, states: number, seed: number): HiddenMarkovModel =>
  randomModel(items, list, states, seed);

/** The likelihood by its definition: the sum over all paths of hidden states. */
const byAllPaths = (model: HiddenMarkovModel, clicks: readonly number[], ended: boolean): number => {
  const { states: k } = model;
  let sum = 0;
  for (let path = 0; path < k ** clicks.length; path++) {
    let p = 1;
    let before = -1;
    let rest = path;
    for (const index of clicks) {
      const state = rest % k;
      rest = Math.floor(rest / k);
      p *= (before < 0 ? model.start[state] : model.transition[before * k + state]) ?? 0;
      p *= model.emission[index * k + state] ?? 0;
      before = state;
    }
    sum += p * (ended ? (model.exit[before] ?? 0) : 1);
  }
  return sum;
};

test("the likelihood is the sum over all paths, in batch and click by click", () => {
  fc.assert(
    fc.property(sessions, fc.integer({ min: 1, max: 3 }), fc.nat(99), (list, states, seed) => {
      const data = indexed(list);
      const model = drawn(data, states, seed);
      let due = 0;
      for (const [s, { ended }] of list.entries()) {
        const clicks = [...data.clicks.subarray(data.starts[s], data.starts[s + 1])];
        due += Math.log(byAllPaths(model, clicks, ended));
        const filter = new ForwardFilter(model);
        const probabilities = new Float32Array(states);
        let online = 0;
        for (const [n, index] of clicks.entries()) online += filter.step(probabilities, 0, index, n === 0);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
        if (ended) online += Math.log(filter.exitProbability(probabilities, 0));
        expect(online).toBeCloseTo(Math.log(byAllPaths(model, clicks, ended)), 4);
      }
      expect(meanLogLikelihood(model, data) * data.clicks.length).toBeCloseTo(due, 4);
    }),
    { numRuns: 30 },
  );
});

test("no pass of Baum-Welch makes the sessions less likely, and every distribution adds up to 1", () => {
  fc.assert(
    fc.property(sessions, fc.integer({ min: 1, max: 3 }), fc.nat(99), (list, states, seed) => {
      const data = indexed(list);
      const fitting = baumWelch(items, data, { states, seed, iterations: 12, smoothing: 1e-6 });
      let step = fitting.next();
      while (!step.done) step = fitting.next();
      const { model, logLikelihoods } = step.value;
      for (const [n, now] of logLikelihoods.entries())
        if (n > 0) expect(now).toBeGreaterThan((logLikelihoods[n - 1] ?? 0) - 0.02);
      for (let j = 0; j < states; j++) {
        const row = model.transition.subarray(j * states, (j + 1) * states);
        expect(row.reduce((sum, p) => sum + p, model.exit[j] ?? 0)).toBeCloseTo(1, 5);
        let emitted = 0;
        for (let i = 0; i <= items.length; i++) emitted += model.emission[i * states + j] ?? 0;
        expect(emitted).toBeCloseTo(1, 5);
      }
      expect(model.start.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }),
    { numRuns: 25 },
  );
});

/** Two stages that can be told apart: browsing a or b, then buying c, which most sessions leave after. */
const planted = (count: number): TimedSession[] => {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  return Array.from({ length: count }, () => {
    const clicks: string[] = [];
    let stage = 0;
    for (;;) {
      const known = next() < 0.9;
      clicks.push(stage === 0 ? (known ? (next() < 0.7 ? "a" : "b") : "c") : known ? "c" : "a");
      if (next() < (stage === 0 ? 0.1 : 0.5)) break;
      if (stage === 0 && next() < 0.3) stage = 1;
    }
    return { items: clicks, times: clicks.map((_, n) => n * (clicks.length === 1 ? 1 : 1000)), ended: true };
  });
};

test("held-out likelihood finds the two planted stages, in order, with their drop-off and flow", () => {
  const fitting = fitStates(planted(2_500), { seed: 3, candidates: [1, 2, 3], restarts: 1 });
  let step = fitting.next();
  while (!step.done) step = fitting.next();
  const { model, tried } = step.value;
  expect(tried[1]?.heldOut).toBeGreaterThan((tried[0]?.heldOut ?? 0) + 0.01);
  expect(model.states).toBe(2);
  const funnel = funnelOf(model, 2);
  const [first, second] = funnel.states;
  expect(first?.exitProbability).toBeCloseTo(0.1, 1);
  expect(second?.exitProbability).toBeCloseTo(0.5, 1);
  expect(first?.items[0]?.itemId).toBe("a");
  expect(second?.items[0]?.itemId).toBe("c");
  expect(first?.startShare).toBeGreaterThan(0.9);
  expect(funnel.flow.find(({ from, to }) => from === 0 && to === 1)?.probability).toBeCloseTo(0.27, 1);
  expect((first?.exitShare ?? 0) + (second?.exitShare ?? 0)).toBeCloseTo(1, 4);
});

test("another numbering of the states changes nothing that sessions do", () => {
  fc.assert(
    fc.property(sessions, fc.nat(99), (list, seed) => {
      const data = indexed(list);
      const model = drawn(data, 3, seed);
      const ordered = inOrderOfVisit(model);
      expect(meanLogLikelihood(ordered, data)).toBeCloseTo(meanLogLikelihood(model, data), 5);
      const sum = (visits: Float64Array): number => visits.reduce((all, count) => all + count, 0);
      expect(sum(expectedVisits(ordered))).toBeCloseTo(sum(expectedVisits(model)), 5);
    }),
    { numRuns: 20 },
  );
});
