import { noEffects } from "@millrace/pipeline";
import type { Program } from "../program.ts";
import { median } from "../statistics.ts";
import { offeredWeights } from "../subjects.ts";
import { nowMs } from "../timer.ts";
import {
  byItems,
  byPages,
  byPairs,
  byReviews,
  bySeries,
  bySessions,
  byUsers,
  type Growing,
} from "./subjects.ts";

/** What can be grown. */
export const subjects = {
  "baskets by pairs": () => byPairs(),
  "baskets by items": byItems,
  "clicks by sessions": bySessions,
  "clicks by pages, no GRU": byPages,
  "readings by series": bySeries,
  "reviews by items": byReviews,
  "ratings by users": byUsers,
} as const;
/** One of {@link subjects}. */
export type Subject = keyof typeof subjects;

/** What to grow how far. */
export interface GrowInput {
  readonly subject: Subject;
  readonly entities: number;
}

/** How it is then. */
export interface GrowOutput {
  /** µs to predict, score and learn one event, with its rows made. */
  readonly microseconds: number;
  /** What the models say they hold. */
  readonly entries: number;
  readonly bytes: number;
  readonly fillSeconds: number;
}

const WARM_EVENTS = 5_000;
const EVENTS = 2_000;
const ROUNDS = 5;
const LOOK_EVERY = 500;

const measured = <E>(
  { topology, networks, endless, filling, measured: events }: Growing<E>,
  entities: number,
): GrowOutput => {
  const processor = topology.open(0);
  if (networks) for (const weights of offeredWeights()) processor.adopt(weights);
  const next = events[Symbol.iterator]();
  let offset = 0;
  const absorb = (event: E, effects: ReturnType<typeof noEffects>): void => {
    processor.absorb(event, { partition: 0, offset: offset++, appendedAt: 1_700_000_000_000 }, effects);
  };
  const some = (count: number): number => {
    const list = Array.from({ length: count }, () => next.next().value as E);
    const effects = noEffects();
    const began = nowMs();
    for (const event of list) absorb(event, effects);
    return nowMs() - began;
  };
  const held = (): { entries: number; bytes: number } => {
    let [entries, bytes] = [0, 0];
    for (const size of Object.values(processor.status().sizes)) {
      entries += size.entries;
      bytes += size.bytes;
    }
    return { entries, bytes };
  };
  const began = nowMs();
  let filled = 0;
  let effects = noEffects();
  for (const event of filling) {
    absorb(event, effects);
    if (++filled % LOOK_EVERY > 0) continue;
    effects = noEffects();
    if (endless && held().entries >= entities) break;
  }
  const fillSeconds = (nowMs() - began) / 1000;
  // What changed is taken out, as it would have been.
  for (const _ of processor.drain());
  some(WARM_EVENTS);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(some(EVENTS));
  }
  return { microseconds: (median(times) * 1000) / EVENTS, ...held(), fillSeconds };
};

/** Grows one subject to so many entities and measures an event there. */
export const grow: Program<GrowInput, GrowOutput> = async ({ subject, entities }) => {
  const growing = subjects[subject](entities) as Growing<unknown>;
  return measured(growing, entities);
};
