import { simulateClicks, simulateReadings, simulateReviews } from "@millrace/datasets";
import type { Line } from "../../support/produce.ts";
import { zipfBaskets } from "./baskets.ts";

/** The streams that are measured, in the order of the tables. */
export const benchStreams = ["baskets", "clicks", "readings", "reviews"] as const;
/** One of {@link benchStreams}. */
export type BenchStream = (typeof benchStreams)[number];

/** Sizes of the loads; the same for every benchmark so that their figures can be put side by side. */
export const sizes = {
  basketItems: 5_000,
  basketMeanSize: 8,
  clickItems: 500,
  clickSessionsAtOnce: 1_000,
  series: 1_000,
  reviewUsers: 5_000,
  reviewItems: 1_000,
} as const;

const READINGS_START_MS = Date.UTC(2000, 0);
const SEED_MS = 6 * 3_600_000;

const line = (topic: BenchStream, key: string, event: object): Line => ({
  topic,
  key,
  value: JSON.stringify(event),
});

/** At most `count` of what is drawn. */
function* first<T>(count: number, from: Iterable<T>): Generator<T, void, undefined> {
  let left = count;
  if (left <= 0) return;
  for (const one of from) {
    yield one;
    if (--left === 0) return;
  }
}

/** `count` events of a stream as records; another seed gives other ids. Drawn as they are taken: O(1) memory. */
export const linesOf = (stream: BenchStream, seed: number, count: number): Iterable<Line> =>
  first(count, generators[stream](seed, count));

const generators: Readonly<Record<BenchStream, (seed: number, count: number) => Iterable<Line>>> = {
  *baskets(seed) {
    const plan = { seed, items: sizes.basketItems, meanSize: sizes.basketMeanSize };
    for (const basket of zipfBaskets(plan)) yield line("baskets", basket.userId, basket);
  },
  *clicks(seed, count) {
    const sessions = Math.ceil(count / 5) + sizes.clickSessionsAtOnce;
    const plan = { seed, sessions, items: sizes.clickItems, concurrent: sizes.clickSessionsAtOnce };
    for (const click of simulateClicks(plan).events()) yield line("clicks", click.sessionId, click);
  },
  *readings(seed, count) {
    const steps = Math.ceil(count / sizes.series);
    // One step a second, each seed six hours after the one before: what comes again later must not be late.
    const startTime = READINGS_START_MS + seed * SEED_MS;
    const plan = { seed, series: sizes.series, steps, stepMs: 1_000, startTime };
    for (const reading of simulateReadings(plan).events()) yield line("readings", reading.seriesId, reading);
  },
  *reviews(seed, count) {
    const { reviewUsers: users, reviewItems: items } = sizes;
    for (const review of simulateReviews({ seed, reviews: count, users, items, withText: 1 }).events())
      yield line("reviews", review.userId, review);
  },
};
