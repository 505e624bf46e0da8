import {
  type BasketEvent,
  type ClickEvent,
  createDecoder,
  type ReadingEvent,
  type ReviewEvent,
} from "@millrace/events";
import { encodeWeights, type NetworkWeights } from "@millrace/neural";
import {
  randomHiddenMarkov,
  randomNextItem,
  randomSeries,
  randomTaste,
  randomText,
  untrainedCard,
} from "@millrace/neural/testing";
import type { Topology, Weights } from "@millrace/pipeline";
import { bytesOf, type MemoryRecord } from "@millrace/pipeline/memory";
import { encodeAnswerId, sources } from "@millrace/ranking";
import { basketTopology } from "@millrace/service-baskets";
import { clickTopology } from "@millrace/service-clickstream";
import { readingTopology } from "@millrace/service-readings";
import { type Interaction, PeerRows, recommenderTopology, reviewTopology } from "@millrace/service-reviews";
import fc from "fast-check";

/** Append time of the first record, ms since 1970. */
export const BEGIN = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;

/** One record to come: what it says, how long before its arrival that happened, and whether it is what it should be. */
export interface Said {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly lagMinutes: number;
  readonly kind: "new" | "repeated" | "broken";
}

/** A stream's topology with small bounds, and what may come to it. */
export interface StreamUnderTest<E> {
  readonly topic: string;
  readonly topology: Topology<E>;
  readonly said: fc.Arbitrary<Said>;
  /** Whole JSON of an event. */
  readonly wire: (event: { fields: Said["fields"]; id: string; time: number; n: number }) => object;
  /** Two versions of its networks; none where it has no network. */
  readonly weights: readonly Weights[];
}

/** The record that becomes the n-th of its log, where what is repeated came three records before. */
export const recordOf = <E>(
  { wire }: StreamUnderTest<E>,
  { fields, lagMinutes, kind }: Said,
  n: number,
): MemoryRecord => {
  const timestamp = BEGIN + n * MINUTE;
  const number = kind === "repeated" ? Math.max(0, n - 3) : n;
  const json = JSON.stringify(
    wire({ fields, id: `e${number}`, time: timestamp - lagMinutes * MINUTE, n: number }),
  );
  return { key: bytesOf("k"), value: bytesOf(kind === "broken" ? json.slice(0, -1) : json), timestamp };
};

const saidOf = (fields: fc.Arbitrary<Said["fields"]>): fc.Arbitrary<Said> =>
  fc.record({
    fields,
    lagMinutes: fc.constantFrom(0, 0, 0, 1, 2, 7, 40),
    kind: fc.constantFrom("new", "new", "new", "new", "repeated", "broken"),
  });

const versions = (make: (seed: number) => NetworkWeights): Weights[] =>
  [1, 2].map((seed) => {
    const weights = make(seed);
    const card = { ...untrainedCard(weights.kind), dataRange: {} };
    // A version may hold a slash: it is whatever stands behind the kind in the key of its message.
    return { kind: weights.kind, version: `w/${seed}`, bytes: encodeWeights(weights, card), trainedUpTo: {} };
  });

const items = ["i0", "i1", "i2", "i3", "i4", "1"];
const item = fc.constantFrom(...items);
const user = fc.constantFrom("u0", "u1", "u2", "u3", "1");
const plain: StreamUnderTest<unknown>["wire"] = ({ fields, id, time }) => ({ id, time, ...fields });

/** Baskets of which not all items and not all baskets can be held, and of which the oldest leave. */
export const baskets: StreamUnderTest<BasketEvent> = {
  topic: "baskets",
  topology: basketTopology(createDecoder("baskets"), {
    scope: { kind: "duration", ms: 30 * MINUTE },
    itemsMax: 5,
    basketsMax: 20,
    minCount: 2,
    minSupport: 0.001,
    maxLength: 4,
  }),
  said: saidOf(fc.record({ userId: user, items: fc.array(item, { minLength: 1, maxLength: 4 }) })),
  wire: plain,
  weights: [],
};

/**
 * Clicks of sessions that end by themselves, by a word, and by making room. No item has to leave: a published row may
 * name followers that have left since, which its reader passes over, so what it holds depends on when it was published.
 */
export const clicks: StreamUnderTest<ClickEvent> = {
  topic: "clicks",
  topology: clickTopology(createDecoder("clicks"), {
    itemsMax: 6,
    sessionsMax: 3,
    sessionIdleMs: 5 * MINUTE,
    neighboursMax: 4,
    clicksPerMinuteMax: 2,
  }),
  said: saidOf(
    fc.record({
      sessionId: fc.constantFrom("s0", "s1", "s2", "s3", "1"),
      itemId: item,
      action: fc.constantFrom("view", "view", "view", "cart", "exit"),
      userId: fc.option(user, { nil: undefined }),
    }),
  ),
  wire: plain,
  weights: versions((seed) =>
    seed === 1 ? randomNextItem(items.slice(seed), 4, seed) : randomHiddenMarkov(items.slice(seed), 3, seed),
  ),
};

/** Readings of more series than are held. */
export const readings: StreamUnderTest<ReadingEvent> = {
  topic: "readings",
  topology: readingTopology(createDecoder("readings"), { seriesMax: 3, lags: 2 }),
  said: saidOf(
    fc.record({
      seriesId: fc.constantFrom("t0", "t1", "t2", "t3"),
      value: fc.oneof(fc.integer({ min: -3, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    }),
  ),
  wire: plain,
  weights: versions((seed) => randomSeries(0, 4, seed)),
};

/** Reviews that are changed, withdrawn and forgotten. */
export const reviews: StreamUnderTest<ReviewEvent> = {
  topic: "reviews",
  topology: reviewTopology(createDecoder("reviews"), { itemsMax: 4, reviewsMax: 6 }),
  said: saidOf(
    fc.record(
      {
        userId: user,
        itemId: item,
        rating: fc.constantFrom(0.5, 1, 2, 3, 4, 4.5, 5),
        text: fc.constantFrom("Great sound, works well", "Broke after a day", "not great", "…"),
        deleted: fc.constantFrom(false, false, false, true),
      },
      { requiredKeys: ["userId", "itemId", "rating"] },
    ),
  ),
  wire: plain,
  weights: versions((seed) => randomText(32, 4, seed)),
};

const answerId = encodeAnswerId(
  items.map((itemId, n) => ({ itemId, scores: sources.map((_, s) => ((n * 7 + s * 3) % 5) / 5) })),
  1,
);

const recommenderOptions = { factors: 2, usersMax: 4, itemsMax: 6, ratingsPerRowMax: 3, seed: 1 };

/**
 * Ratings, clicks and baskets from two partitions of each, some of them forwarded twice. No item has to leave: a user's published
 * list is not said anew because one of its items left, so what it holds then depends on when it was last published.
 */
export const ratings: StreamUnderTest<Interaction> = {
  topic: "interactions",
  topology: recommenderTopology(recommenderOptions),
  said: saidOf(
    fc.record(
      {
        userId: user,
        itemId: item,
        rating: fc.constantFrom(0.5, 1, 2, 3, 4, 4.5, 5),
        deleted: fc.constantFrom(false, false, false, true),
        action: fc.constantFrom("view", "cart", "purchase", "sing"),
        items: fc.array(item, { minLength: 1, maxLength: 3 }),
        answerId: fc.constantFrom(answerId, "of somebody else"),
      },
      { requiredKeys: ["userId", "itemId", "deleted"] },
    ),
  ),
  wire: ({ fields, time, n }) => ({
    from: fields.action === undefined ? "reviews" : "clicks",
    partition: n % 2,
    offset: n,
    time,
    ...fields,
  }),
  weights: [
    ...versions((seed) => randomTaste("boltzmann", items, 3, seed)),
    ...versions((seed) => randomTaste("autoencoder", items, 2, seed)),
  ],
};

/** What two other partitions told of items after some events each. */
const toldBy = (partition: number, events: number, rows: PeerRows, from: number): number => {
  const processor = recommenderTopology({ ...recommenderOptions, shared: true }).open(partition);
  let offset = from;
  for (let n = 0; n < events; n++) {
    const itemId = items[(n * partition) % items.length] ?? "";
    const happened = { from: "reviews", partition: 0, offset: n, time: n, userId: `u${partition}${n % 3}` };
    const rating = 1 + ((n * partition) % 5);
    processor.absorb(
      { ...happened, itemId, rating, deleted: false },
      { partition, offset: n, appendedAt: 0 },
      { row: () => undefined, forward: ({ key, value }) => rows.take(key, value, offset++) },
    );
  }
  return offset;
};

const told = (events: number) => {
  const rows = new PeerRows();
  toldBy(2, events, rows, toldBy(1, events, rows, 0));
  rows.caughtUp();
  return rows.offered({ stream: "ratings", partition: 0, inUse: {} });
};

/** The same among other partitions, which learn of the same items. */
export const ratingsAmongPeers: StreamUnderTest<Interaction> = {
  ...ratings,
  topology: recommenderTopology({ ...recommenderOptions, shared: true }),
  weights: [...told(3), ...told(9)],
};
