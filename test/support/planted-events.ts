import { simulateBaskets, simulateClicks, simulateReadings, simulateReviews } from "@millrace/datasets";

/** Streams of which logs are planted. */
export const plantedStreams = ["baskets", "readings", "clicks", "reviews"] as const;

/** One of them. */
export type PlantedStream = (typeof plantedStreams)[number];

/** An event that must count, and others about the same that must not. */
export interface PlantedEvent {
  readonly key: string;
  readonly event: object;
  /** The same id again, with other content. */
  readonly repeat: object;
  /** Events that are ignored right after it, and as what. */
  readonly ignored?: readonly { readonly outcome: "duplicate" | "late"; readonly event: object }[];
}

const SERIES = 40;

function* baskets(seed: number, count: number): Generator<PlantedEvent> {
  if (count === 0) return;
  for (const event of simulateBaskets({ seed, baskets: count, items: 120 }).events())
    yield { key: event.userId ?? event.id, event, repeat: { ...event, items: ["never-counted"] } };
}

function* readings(seed: number, count: number): Generator<PlantedEvent> {
  let left = count;
  const steps = Math.ceil(count / SERIES);
  for (const event of simulateReadings({ seed, series: SERIES, steps }).events()) {
    if (left-- === 0) return;
    const { id, seriesId, time } = event;
    const wrong = { seriesId, value: 1e6 };
    yield {
      key: seriesId,
      event,
      repeat: { ...wrong, id, time: time + 1 },
      ignored: [
        { outcome: "duplicate", event: { ...wrong, id: `second-${id}`, time } },
        { outcome: "late", event: { ...wrong, id: `late-${id}`, time: time - 1 } },
      ],
    };
  }
}

function* clicks(seed: number, count: number): Generator<PlantedEvent> {
  let left = count;
  for (const event of simulateClicks({ seed, sessions: count, items: 40, order: 1 }).events()) {
    if (left-- === 0) return;
    yield { key: event.sessionId, event, repeat: { ...event, itemId: "never-counted" } };
  }
}

function* reviews(seed: number, count: number): Generator<PlantedEvent> {
  const users = Math.ceil(count / 20);
  for (const event of simulateReviews({ seed, reviews: count, users, items: 80 }).events()) {
    const { id, userId, itemId, time } = event;
    yield {
      key: userId,
      event,
      repeat: { id, userId, itemId, time: time + 1, rating: 0.5 },
      ignored: [
        { outcome: "late", event: { id: `late-${id}`, userId, itemId, time: time - 1, rating: 0.5 } },
      ],
    };
  }
}

const makers = { baskets, readings, clicks, reviews } as const;

/** Good events of a stream; the same seed gives the same. */
export const plantedEvents = (stream: PlantedStream, seed: number, count: number): Iterable<PlantedEvent> =>
  makers[stream](seed, count);
