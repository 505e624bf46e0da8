/** A readable event of each stream, fresh each time: `n` tells them apart. */
export const goodEvents = {
  baskets: (n: number) => ({
    id: `b-${n}`,
    time: 1_767_225_600_000 + n,
    userId: "u-1",
    items: ["bread", "milk"],
  }),
  clicks: (n: number) => ({
    id: `c-${n}`,
    time: 1_767_225_600_000 + n,
    sessionId: "s-1",
    itemId: "bread",
    action: "view",
  }),
  readings: (n: number) => ({
    id: `r-${n}`,
    time: 1_767_225_600_000 + n * 60_000,
    seriesId: "t-1",
    value: n,
  }),
  reviews: (n: number) => ({
    id: `v-${n}`,
    time: 1_767_225_600_000 + n,
    userId: "u-1",
    itemId: "bread",
    rating: 4.5,
    text: "good bread",
  }),
} as const;

/** A stream of events that end in outcomes. */
export type EventStream = keyof typeof goodEvents;

/** All of them. */
export const eventStreams: readonly EventStream[] = ["baskets", "clicks", "readings", "reviews"];
