import { type BaumWelchFit, type BaumWelchOptions, baumWelch, meanLogLikelihood } from "./baum-welch.ts";
import { inOrderOfVisit } from "./funnel.ts";
import { type HiddenMarkovModel, type IndexedSessions, STATES_MAX } from "./model.ts";

/** A session to learn from. */
export interface TimedSession {
  readonly items: readonly string[];
  /** Time of each click, ms since 1970. */
  readonly times: readonly number[];
  readonly ended: boolean;
}

/** How the number of states is chosen. */
export interface StatesOptions extends Omit<BaumWelchOptions, "states"> {
  /** Numbers of states that are tried, at most {@link STATES_MAX}, from the least on. @default 1, 2, 3, 4, 6, 8, 12 */
  readonly candidates?: readonly number[];
  /** Random beginnings tried per number of states. @default 2 */
  readonly restarts?: number;
  /** Last part in time that judges. @default 0.2 */
  readonly heldOutShare?: number;
  /** Most items with a column of their own; rarer ones are unknown. @default 20000 */
  readonly itemsMax?: number;
  /** Asked between two passes: whether to end with what there is. */
  readonly enough?: () => boolean;
}

/** One number of states and how well it foretold the held-out sessions. */
export interface TriedStates {
  readonly states: number;
  /** Mean natural log likelihood per held-out click. */
  readonly heldOut: number;
  readonly training: number;
  readonly passes: number;
}

/** The model of the best number of states. */
export interface FittedStates {
  readonly model: HiddenMarkovModel;
  readonly tried: readonly TriedStates[];
  readonly heldOutClicks: number;
  readonly trainingClicks: number;
}

const CANDIDATES = [1, 2, 3, 4, 6, 8, 12];

/** Items by frequency, and the sessions as their indices. */
export const indexSessions = (
  sessions: readonly TimedSession[],
  items: readonly string[],
): IndexedSessions => {
  const indices = new Map(items.map((itemId, i) => [itemId, i + 1]));
  const total = sessions.reduce((sum, session) => sum + session.items.length, 0);
  const clicks = new Int32Array(total);
  const gapMs = new Float64Array(total).fill(Number.NaN);
  const starts = new Int32Array(sessions.length + 1);
  const ended = new Uint8Array(sessions.length);
  let at = 0;
  sessions.forEach((session, s) => {
    starts[s] = at;
    ended[s] = session.ended ? 1 : 0;
    session.items.forEach((itemId, n) => {
      const next = session.times[n + 1];
      if (next !== undefined) gapMs[at] = Math.max(0, next - (session.times[n] ?? next));
      clicks[at++] = indices.get(itemId) ?? 0;
    });
  });
  starts[sessions.length] = at;
  return { clicks, starts, ended, gapMs };
};

/** The most frequent items, ties by first appearance. */
export const itemsByFrequency = (sessions: readonly TimedSession[], itemsMax: number): string[] => {
  const counts = new Map<string, number>();
  for (const { items } of sessions)
    for (const itemId of items) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, itemsMax)
    .map(([itemId]) => itemId);
};

/**
 * Chooses the number of hidden states by the likelihood of the last sessions, which no fit has seen. The least number
 * within 0.002 nats a click of the best wins: a state must earn its keep. States are numbered in the order in which sessions
 * come to them, so that the numbers mean about the same from one fit to the next.
 * Yields after each pass of Baum-Welch. @throws {RangeError} where there are too few sessions.
 */
export function* fitStates(
  sessions: readonly TimedSession[],
  options: StatesOptions,
): Generator<number, FittedStates, void> {
  const { candidates = CANDIDATES, restarts = 2, heldOutShare = 0.2, itemsMax = 20_000 } = options;
  const enough = options.enough ?? (() => false);
  const cut = Math.floor(sessions.length * (1 - heldOutShare));
  if (cut < 1 || cut === sessions.length) throw new RangeError(`${sessions.length} sessions are too few`);
  const items = itemsByFrequency(sessions.slice(0, cut), itemsMax);
  const training = indexSessions(sessions.slice(0, cut), items);
  const heldOut = indexSessions(sessions.slice(cut), items);
  const tried: (TriedStates & { readonly seed: number; readonly fit: BaumWelchFit })[] = [];
  let worse = 0;
  for (const states of candidates.filter((n) => n <= STATES_MAX)) {
    if (tried.length > 0 && (enough() || worse >= 2)) break;
    let best: (typeof tried)[number] | undefined;
    for (let restart = 0; restart < (states === 1 ? 1 : restarts); restart++) {
      const seed = options.seed + restart * 7919;
      const fit = yield* until(baumWelch(items, training, { ...options, states, seed }), enough);
      if (fit === undefined) break;
      const found = {
        states,
        heldOut: meanLogLikelihood(fit.model, heldOut),
        training: fit.logLikelihoods.at(-1) ?? Number.NaN,
        passes: fit.logLikelihoods.length,
        seed,
        fit,
      };
      if (best === undefined || found.heldOut > best.heldOut) best = found;
    }
    if (best === undefined) break;
    worse = tried.every((other) => best.heldOut > other.heldOut) ? 0 : worse + 1;
    tried.push(best);
  }
  const most = Math.max(...tried.map((one) => one.heldOut));
  const chosen = tried.find((one) => one.heldOut >= most - 0.002);
  if (chosen === undefined) throw new RangeError("no number of states could be fitted in time");
  return {
    model: inOrderOfVisit(chosen.fit.model),
    tried: tried.map(({ states, heldOut: judged, training: own, passes }) => ({
      states,
      heldOut: judged,
      training: own,
      passes,
    })),
    heldOutClicks: heldOut.clicks.length,
    trainingClicks: training.clicks.length,
  };
}

/** Runs a fit; undefined where it was enough before its end. */
function* until(
  fit: Generator<number, BaumWelchFit, void>,
  enough: () => boolean,
): Generator<number, BaumWelchFit | undefined, void> {
  for (;;) {
    const step = fit.next();
    if (step.done) return step.value;
    yield step.value;
    if (enough()) return undefined;
  }
}
