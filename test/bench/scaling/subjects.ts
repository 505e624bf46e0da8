import { seededRandom } from "@millrace/datasets";
import type { BasketEvent, ClickEvent, ReadingEvent, ReviewEvent } from "@millrace/events";
import type { Topology } from "@millrace/pipeline";
import type { Interaction } from "@millrace/service-reviews";
import { zipfBaskets } from "../load/baskets.ts";
import { sizes } from "../load/streams.ts";
import { basketSubject, clickSubject, ratingSubject, readingSubject, reviewSubject } from "../subjects.ts";

/** A topology with events that make so many entities, and events that then go over all of them. */
export interface Growing<E> {
  readonly topology: Topology<E>;
  /** Whether networks are offered to it. */
  readonly networks: boolean;
  /** Whether `filling` never ends: then the state's own count of entries says when it is full. */
  readonly endless: boolean;
  /** Makes the entities. */
  readonly filling: Iterable<E>;
  /** Without end, over all entities. */
  readonly measured: Iterable<E>;
}

const TIME = 1_700_000_000_000;
const WORDS = "good bad fine broken works well not great love hate cheap soft loud quick warm".split(" ");
/** More than any benchmark has entities. */
const ROOM = 1.1;

const uniform = (seed: number): ((below: number) => number) => {
  const random = seededRandom(seed, 80);
  return (below) => Math.floor(random.unit() * below);
};

function* made<E>(count: number, make: (n: number) => E): Generator<E, void, undefined> {
  for (let n = 0; n < count; n++) yield make(n);
}

const endless = <E>(make: (n: number) => E): Generator<E, void, undefined> =>
  made(Number.POSITIVE_INFINITY, make);

function* baskets(items: number, seed: number): Generator<BasketEvent, void, undefined> {
  for (const { id, time, userId, items: ids } of zipfBaskets({ seed, items, meanSize: sizes.basketMeanSize }))
    yield { id, time, userId, items: ids.map((itemId) => ({ itemId, quantity: 1 })) };
}

/** Pairs: ever more of them among the same items. */
export const byPairs = (): Growing<BasketEvent> => ({
  topology: basketSubject(),
  networks: false,
  endless: true,
  filling: baskets(sizes.basketItems, 1),
  measured: baskets(sizes.basketItems, 2),
});

/** Items: each is in one basket first, then by Zipf's law. */
export const byItems = (items: number): Growing<BasketEvent> => ({
  topology: basketSubject(),
  networks: false,
  endless: false,
  filling: made(Math.ceil(items / 8), (n) => ({
    id: `fill-${n}`,
    time: TIME,
    items: Array.from({ length: 8 }, (_, i) => ({ itemId: String(n * 8 + i), quantity: 1 })),
  })),
  measured: baskets(items, 2),
});

/** Live sessions over the same items. */
export const bySessions = (sessions: number): Growing<ClickEvent> => {
  const below = uniform(1);
  const click = (id: string, session: number): ClickEvent => ({
    id,
    time: TIME,
    sessionId: `session-${session}`,
    itemId: `sim-${below(sizes.clickItems)}`,
    action: "view",
  });
  return {
    topology: clickSubject(Math.ceil(sessions * ROOM)),
    networks: true,
    endless: false,
    filling: made(sessions, (n) => click(`fill-${n}`, n)),
    measured: endless((n) => click(`click-${n}`, below(sessions))),
  };
};

/** Clicks of one session at one time: fewer than the allowance of a minute, beyond which they would be throttled. */
const SESSION_CLICKS = 100;

/** Pages: by chain and popularity alone, since a network knows only the items it was trained on. */
export const byPages = (pages: number): Growing<ClickEvent> => {
  const below = uniform(1);
  const sessions = Math.max(1_000, Math.ceil(pages / SESSION_CLICKS));
  const click = (id: string, session: number, page: number): ClickEvent => ({
    id,
    time: TIME,
    sessionId: `session-${session}`,
    itemId: `page-${page}`,
    action: "view",
  });
  return {
    topology: clickSubject(Math.ceil(sessions * ROOM)),
    networks: false,
    endless: false,
    filling: made(pages, (n) => click(`fill-${n}`, n % sessions, n)),
    measured: endless((n) =>
      click(`click-${n}`, below(sessions), Math.floor(pages ** (below(1_000_000) / 1_000_000))),
    ),
  };
};

/** Series, in turn. */
export const bySeries = (series: number): Growing<ReadingEvent> => {
  const below = uniform(1);
  const reading = (n: number): ReadingEvent => ({
    id: undefined,
    time: TIME + n,
    seriesId: `series-${n % series}`,
    value: below(1000) / 100,
  });
  return {
    topology: readingSubject(Math.ceil(series * ROOM)),
    networks: true,
    endless: false,
    filling: made(series * 2, reading),
    measured: endless((n) => reading(n + series * 2)),
  };
};

/** Items with a sentiment, and as many reviews remembered. */
export const byReviews = (reviews: number): Growing<ReviewEvent> => {
  const below = uniform(1);
  const review = (id: string, user: number, words: number): ReviewEvent => ({
    id,
    time: TIME,
    userId: `user-${user}`,
    itemId: `item-${user % reviews}`,
    rating: 1 + below(5),
    text: Array.from({ length: words }, () => WORDS[below(WORDS.length)]).join(" "),
    deleted: false,
  });
  return {
    topology: reviewSubject(Math.ceil(reviews * 2 * ROOM)),
    networks: true,
    endless: false,
    filling: made(reviews, (n) => review(`fill-${n}`, n, 1)),
    measured: endless((n) => review(`review-${n}`, below(reviews), 20)),
  };
};

/** Users with ratings of the same items. */
export const byUsers = (users: number): Growing<Interaction> => {
  const below = uniform(1);
  const interaction = (offset: number, user: number): Interaction => ({
    from: "reviews",
    partition: 0,
    offset,
    time: TIME,
    userId: `user-${user}`,
    itemId: `item-${below(sizes.reviewItems)}`,
    rating: 1 + below(5),
    deleted: false,
  });
  return {
    topology: ratingSubject(Math.ceil(users * ROOM)),
    networks: false,
    endless: false,
    filling: made(users, (n) => interaction(n, n)),
    measured: endless((n) => interaction(n + users, below(users))),
  };
};
