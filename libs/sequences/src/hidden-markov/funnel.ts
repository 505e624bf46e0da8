import type { HiddenMarkovModel } from "./model.ts";
import { transitionOf } from "./model.ts";

/** One hidden state as a stage of the funnel. */
export interface FunnelState {
  readonly state: number;
  /** Share of the sessions that begin here. */
  readonly startShare: number;
  /** Probability that a click here is the session's last: the drop-off. */
  readonly exitProbability: number;
  /** Share of all sessions that end here. */
  readonly exitShare: number;
  /** Probability that a session ever comes here. */
  readonly reachProbability: number;
  /** Clicks that a session is expected to make here in all. */
  readonly expectedClicks: number;
  /** Clicks in a row once it is here. */
  readonly expectedStayClicks: number;
  /** Seconds that a session is expected to spend here in all. */
  readonly expectedSeconds: number;
  /** The likeliest items, best first, with the probability of a click on each. */
  readonly items: readonly { readonly itemId: string; readonly probability: number }[];
  /** The items that set it apart: by probability over the item's overall share. */
  readonly typical: readonly { readonly itemId: string; readonly lift: number }[];
}

/** A step between two stages. */
export interface FunnelFlow {
  readonly from: number;
  readonly to: number;
  readonly probability: number;
  /** Steps of this kind that a session is expected to make. */
  readonly perSession: number;
}

/** The whole funnel, by state. */
export interface Funnel {
  readonly states: readonly FunnelState[];
  readonly flow: readonly FunnelFlow[];
  /** Clicks that a session is expected to make. */
  readonly clicksPerSession: number;
}

/** The same model with its states numbered by the mean position, in clicks from the session's first, of a visit to them. */
export const inOrderOfVisit = (model: HiddenMarkovModel): HiddenMarkovModel => {
  const { states } = model;
  const positions = meanPositions(model);
  const order = Array.from({ length: states }, (_, state) => state).sort(
    (a, b) => (positions[a] ?? 0) - (positions[b] ?? 0),
  );
  const by = (values: Float32Array): Float32Array => Float32Array.from(order, (state) => values[state] ?? 0);
  const rows = model.emission.length / states;
  return {
    ...model,
    start: by(model.start),
    exit: by(model.exit),
    dwellMs: by(model.dwellMs),
    transition: Float32Array.from({ length: states * states }, (_, at) =>
      transitionOf(model, order[Math.floor(at / states)] ?? 0, order[at % states] ?? 0),
    ),
    emission: Float32Array.from(
      { length: rows * states },
      (_, at) => model.emission[at - (at % states) + (order[at % states] ?? 0)] ?? 0,
    ),
  };
};

/** Mean number of clicks before a visit, by state. */
const meanPositions = (model: HiddenMarkovModel): Float64Array => {
  const { states } = model;
  const [visits, positions] = [new Float64Array(states), new Float64Array(states)];
  let alive = Float64Array.from(model.start);
  for (let step = 0; step < 1_000; step++) {
    const next = new Float64Array(states);
    for (let j = 0; j < states; j++) {
      const mass = alive[j] ?? 0;
      visits[j] = (visits[j] ?? 0) + mass;
      positions[j] = (positions[j] ?? 0) + mass * step;
      for (let k = 0; k < states; k++) next[k] = (next[k] ?? 0) + mass * transitionOf(model, j, k);
    }
    alive = next;
  }
  return positions.map((sum, j) => sum / Math.max(1e-12, visits[j] ?? 0));
};

/** Expected visits of each state, N = start·(I − A)⁻¹, by iteration until less than 1e-12 of a session is left. */
export const expectedVisits = (
  model: HiddenMarkovModel,
  start: ArrayLike<number> = model.start,
): Float64Array => {
  const { states } = model;
  const visits = new Float64Array(states);
  let alive = Float64Array.from(start);
  for (let step = 0; step < 100_000; step++) {
    let left = 0;
    const next = new Float64Array(states);
    for (let j = 0; j < states; j++) {
      const mass = alive[j] ?? 0;
      visits[j] = (visits[j] ?? 0) + mass;
      left += mass;
      for (let k = 0; k < states; k++) next[k] = (next[k] ?? 0) + mass * transitionOf(model, j, k);
    }
    if (left < 1e-12) break;
    alive = next;
  }
  return visits;
};

/** Probability of ever coming to a state: its expected visits over those of a session that begins there. */
const reach = (model: HiddenMarkovModel, visits: Float64Array, state: number): number => {
  const begin = new Float64Array(model.states);
  begin[state] = 1;
  const again = expectedVisits(model, begin)[state] ?? 1;
  return Math.min(1, (visits[state] ?? 0) / Math.max(1, again));
};

/** What a model says of how sessions go. O(states² x steps + items x states). @param itemsShown per state. */
export const funnelOf = (model: HiddenMarkovModel, itemsShown: number): Funnel => {
  const visits = expectedVisits(model);
  const clicksPerSession = visits.reduce((sum, count) => sum + count, 0);
  const states = Array.from({ length: model.states }, (_, state): FunnelState => {
    const count = visits[state] ?? 0;
    const exitProbability = model.exit[state] ?? 0;
    return {
      state,
      startShare: model.start[state] ?? 0,
      exitProbability,
      exitShare: count * exitProbability,
      reachProbability: reach(model, visits, state),
      expectedClicks: count,
      expectedStayClicks: 1 / Math.max(1e-9, 1 - transitionOf(model, state, state)),
      expectedSeconds: (count * (1 - exitProbability) * (model.dwellMs[state] ?? 0)) / 1000,
      items: likeliest(model, state, itemsShown),
      typical: typical(model, visits, state, itemsShown),
    };
  });
  const flow = Array.from({ length: model.states ** 2 }, (_, at): FunnelFlow => {
    const [from, to] = [Math.floor(at / model.states), at % model.states];
    const probability = transitionOf(model, from, to);
    return { from, to, probability, perSession: (visits[from] ?? 0) * probability };
  });
  return { states, flow, clicksPerSession };
};

const likeliest = (model: HiddenMarkovModel, state: number, limit: number): FunnelState["items"] =>
  best(model, limit, (index) => model.emission[index * model.states + state] ?? 0).map(
    ({ itemId, value }) => ({ itemId, probability: value }),
  );

/** Only items likely enough in the state to be more than noise: a tenth of its likeliest one's probability. */
const typical = (
  model: HiddenMarkovModel,
  visits: Float64Array,
  state: number,
  limit: number,
): FunnelState["typical"] => {
  const { states, emission } = model;
  const total = visits.reduce((sum, count) => sum + count, 0);
  const floor = 0.1 * (likeliest(model, state, 1)[0]?.probability ?? 0);
  return best(model, limit, (index) => {
    const own = emission[index * states + state] ?? 0;
    if (own < floor) return 0;
    let overall = 0;
    for (let k = 0; k < states; k++)
      overall += ((visits[k] ?? 0) / total) * (emission[index * states + k] ?? 0);
    return own / Math.max(overall, 1e-300);
  }).map(({ itemId, value }) => ({ itemId, lift: value }));
};

const best = (
  model: HiddenMarkovModel,
  limit: number,
  scoreOf: (index: number) => number,
): { itemId: string; value: number }[] =>
  model.items
    .map((itemId, i) => ({ itemId, value: scoreOf(i + 1) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, limit);
