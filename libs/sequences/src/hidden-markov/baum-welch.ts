import { Expectations } from "./expectations.ts";
import type { HiddenMarkovModel, IndexedSessions } from "./model.ts";

/** How a model is fitted. */
export interface BaumWelchOptions {
  readonly states: number;
  /** Different random beginnings lead to different local optima. */
  readonly seed: number;
  /** Most passes over the sessions. @default 60 */
  readonly iterations?: number;
  /** A gain in mean log likelihood per click below this ends it. @default 1e-4 */
  readonly tolerance?: number;
  /** Clicks added to every item in every state, in units of the item's share: keeps what is rare possible. @default 0.5 */
  readonly smoothing?: number;
}

/** A fitted model and how it came about. */
export interface BaumWelchFit {
  readonly model: HiddenMarkovModel;
  /** Mean natural log likelihood per click before each pass; never falls but by the smoothing. */
  readonly logLikelihoods: readonly number[];
}

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
const uniform = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/** A model to begin with: every state likes the items by their popularity times an exponential number of its own. */
export const randomModel = (
  items: readonly string[],
  sessions: IndexedSessions,
  states: number,
  seed: number,
): HiddenMarkovModel => {
  const next = uniform(seed);
  const exponential = (): number => -Math.log(1 - next());
  const counts = new Float64Array(items.length + 1).fill(0.5);
  for (const index of sessions.clicks) counts[index] = (counts[index] ?? 0) + 1;
  const emission = new Float32Array(counts.length * states);
  const totals = new Float64Array(states);
  for (let i = 0; i < counts.length; i++)
    for (let k = 0; k < states; k++) {
      const weight = (counts[i] ?? 0) * (0.2 + exponential());
      emission[i * states + k] = weight;
      totals[k] = (totals[k] ?? 0) + weight;
    }
  for (let at = 0; at < emission.length; at++)
    emission[at] = (emission[at] ?? 0) / (totals[at % states] ?? 1);
  const ends = sessions.ended.reduce((sum, ended) => sum + ended, 0);
  const exitShare = Math.min(0.5, Math.max(0.001, ends / Math.max(1, sessions.clicks.length)));
  const transition = new Float32Array(states * states);
  for (let j = 0; j < states; j++) {
    const row = Array.from({ length: states }, (_, k) => 0.5 + exponential() + (k === j ? 1 : 0));
    const total = row.reduce((sum, w) => sum + w, 0);
    row.forEach((w, k) => {
      transition[j * states + k] = (w / total) * (1 - exitShare);
    });
  }
  return {
    states,
    items,
    start: new Float32Array(states).fill(1 / states),
    transition,
    exit: new Float32Array(states).fill(exitShare),
    emission,
    dwellMs: new Float32Array(states),
  };
};

/**
 * Fits a hidden Markov model by expectation maximisation (Baum et al. 1970; scaled as in Rabiner 1989, section V.A).
 * Yields after each pass, so that a caller can let others work or give up; a pass costs clicks x states² x 3.
 */
export function* baumWelch(
  items: readonly string[],
  sessions: IndexedSessions,
  options: BaumWelchOptions,
): Generator<number, BaumWelchFit, void> {
  const { states, seed, iterations = 60, tolerance = 1e-4, smoothing = 0.5 } = options;
  let model = randomModel(items, sessions, states, seed);
  const logLikelihoods: number[] = [];
  const expectations = new Expectations(items, states);
  for (let pass = 0; pass < iterations; pass++) {
    expectations.clear();
    const before = logLikelihoods.at(-1) ?? Number.NEGATIVE_INFINITY;
    const now = expectations.collect(model, sessions) / Math.max(1, sessions.clicks.length);
    logLikelihoods.push(now);
    model = expectations.model(smoothing);
    yield now;
    if (now - before < tolerance && pass > 4) break;
  }
  return { model, logLikelihoods };
}

/** Natural log likelihood of sessions, exits of those that have ended counted; per click. */
export const meanLogLikelihood = (model: HiddenMarkovModel, sessions: IndexedSessions): number =>
  new Expectations(model.items, model.states).collect(model, sessions) / Math.max(1, sessions.clicks.length);
