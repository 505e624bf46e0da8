import type { ClickEvent } from "../event.ts";
import { type Discrete, discrete } from "../random/discrete.ts";
import { drawBelow, drawChance, drawExponential } from "../random/draw.ts";
import { seededRandom } from "../random/xoshiro.ts";
import { requireInteger, SIMULATED_START_MS, type Simulated, simulatedItemId } from "./simulated.ts";

/** Settings of `simulateHiddenClicks`. */
export interface HiddenClickSimulation {
  readonly seed: number;
  /** Sessions in all, each ended by an `exit`. */
  readonly sessions: number;
  /** @default 40 (8 to 500) */
  readonly items?: number;
  /** Hidden states. @default 4 (2 to 8) */
  readonly states?: number;
  /** Sessions that go on at the same time. @default 40 */
  readonly concurrent?: number;
  /** Mean milliseconds between two events of the whole stream. @default 250 */
  readonly msBetween?: number;
  /** Milliseconds since 1970 of the first event. @default 2024-01-01 */
  readonly startTime?: number;
}

/** What the clicks were drawn from: a hidden Markov model that ends. Items are indices; `simulatedItemId` names them. */
export interface HiddenTruth {
  readonly states: number;
  readonly items: number;
  /** `[states]` */
  readonly start: Float64Array;
  /** `[states x states]`, row by row; a row and its exit add up to 1. */
  readonly transition: Float64Array;
  /** `[states]`: probability that a click in the state is the session's last. */
  readonly exit: Float64Array;
  /** `[states x items]`, row by row. */
  readonly emission: Float64Array;
}

/** Share of a state's clicks that fall on any item instead of its own. */
const STRAY = 0.1;
/** How often a session stays where it is, of the times that it goes on. */
const STAY = 0.55;

/** States as stages: most go on to the next one, some fall back; each has items of its own, and exits of its own. */
const plant = (seed: number, states: number, items: number): HiddenTruth => {
  const random = seededRandom(seed, 20);
  const start = Float64Array.from({ length: states }, (_, k) => (k === 0 ? 0.7 : 0.3 / (states - 1)));
  const exit = Float64Array.from({ length: states }, (_, k) =>
    k === states - 1 ? 0.35 : 0.04 + 0.14 * random.unit(),
  );
  const transition = new Float64Array(states * states);
  const emission = new Float64Array(states * items);
  for (let k = 0; k < states; k++) {
    const goes = 1 - (exit[k] ?? 0);
    for (let to = 0; to < states; to++) {
      const isNext = to === (k + 1) % states;
      const rest = states > 2 ? 0.1 / (states - 2) : 0;
      const share = to === k ? STAY : isNext ? 1 - STAY - (states > 2 ? 0.1 : 0) : rest;
      transition[k * states + to] = goes * share;
    }
    let own = 0;
    for (let item = 0; item < items; item++) {
      const weight = item % states === k ? 1 / (1 + Math.floor(item / states)) + 0.2 * random.unit() : 0;
      emission[k * items + item] = weight;
      own += weight;
    }
    for (let item = 0; item < items; item++)
      emission[k * items + item] = ((1 - STRAY) * (emission[k * items + item] ?? 0)) / own + STRAY / items;
  }
  return { states, items, start, transition, exit, emission };
};

/**
 * Clicks of sessions that move through hidden states: what is on show says only likely where a session stands. About
 * sessions x 8 events.
 *
 * @throws {RangeError} when a setting is out of its range.
 */
export const simulateHiddenClicks = (options: HiddenClickSimulation): Simulated<ClickEvent, HiddenTruth> => {
  const { seed, sessions, items = 40, states = 4, concurrent = 40 } = options;
  const { msBetween = 250, startTime = SIMULATED_START_MS } = options;
  requireInteger("sessions", sessions, 1);
  requireInteger("items", items, 8, 500);
  requireInteger("states", states, 2, 8);
  requireInteger("concurrent", concurrent, 1, 100_000);
  const truth = plant(seed, states, items);
  const rows = (table: Float64Array, width: number): Discrete[] =>
    Array.from({ length: states }, (_, k) => discrete(table.slice(k * width, (k + 1) * width)));
  const moves = rows(truth.transition, states);
  const shows = rows(truth.emission, items);
  const begins = discrete(truth.start);

  function* events(): Generator<ClickEvent, void, undefined> {
    const random = seededRandom(seed, 21);
    const live: { readonly id: string; state: number; item: number }[] = [];
    let opened = 0;
    let time = startTime;
    for (let n = 0; ; n++) {
      while (live.length < concurrent && opened < sessions)
        live.push({ id: `sim-${seed}-hidden-${opened++}`, state: -1, item: -1 });
      const at = drawBelow(random, live.length);
      const session = live[at];
      if (session === undefined) return;
      time += Math.max(1, Math.round(drawExponential(random, msBetween)));
      const base = { id: `sim-${seed}-hidden-click-${n}`, time, sessionId: session.id };
      if (session.state >= 0 && drawChance(random, truth.exit[session.state] ?? 0)) {
        yield { ...base, itemId: simulatedItemId(session.item), action: "exit" };
        live.splice(at, 1);
        continue;
      }
      session.state = (session.state < 0 ? begins : (moves[session.state] ?? begins)).draw(random);
      session.item = (shows[session.state] ?? begins).draw(random);
      yield { ...base, itemId: simulatedItemId(session.item), action: "view" };
    }
  }
  return { truth, events };
};
