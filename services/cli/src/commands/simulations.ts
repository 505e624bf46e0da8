import {
  type Simulated,
  simulateBaskets,
  simulateClicks,
  simulateHiddenClicks,
  simulateItems,
  simulateReadings,
  simulateReviews,
} from "@millrace/datasets";
import type { StreamName } from "@millrace/events";

/** What a person can ask for. */
export interface SimulationRequest {
  readonly seed: number;
  /** In the stream's own measure. @default the stream's */
  readonly size: number | undefined;
  /** Of clicks: how many past items decide the next one, or whether hidden states do. */
  readonly order: 1 | 3 | "hidden";
}

/** Events of a stream with what they were drawn from; a catalogue of items is drawn from nothing. */
export type SimulatedStream = Pick<Simulated<object, object | undefined>, "truth" | "events">;

/** Reviews that one user and one item have at the default size; more reviews come from more of both. */
const REVIEWS_PER_USER = 20;
const REVIEWS_PER_ITEM = 100;

/** What `--size` counts, for each stream, and how many there are without it. */
export const sizes: Readonly<Record<StreamName, { readonly of: string; readonly fallback: number }>> = {
  clicks: { of: "sessions of about 13 clicks", fallback: 1_000 },
  baskets: { of: "baskets", fallback: 10_000 },
  reviews: { of: "reviews", fallback: 5_000 },
  readings: { of: "steps of 4 series", fallback: 2_000 },
  items: { of: "items", fallback: 500 },
};

/** Simulates a stream; the same request gives the same events. @throws {RangeError} */
export const simulateStream = (stream: StreamName, request: SimulationRequest): SimulatedStream => {
  const { seed, order } = request;
  const size = request.size ?? sizes[stream].fallback;
  switch (stream) {
    case "clicks":
      return order === "hidden"
        ? simulateHiddenClicks({ seed, sessions: size })
        : simulateClicks({ seed, order, sessions: size });
    case "baskets":
      return simulateBaskets({ seed, baskets: size });
    case "reviews": {
      const users = Math.max(300, Math.ceil(size / REVIEWS_PER_USER));
      const items = Math.max(100, Math.ceil(size / REVIEWS_PER_ITEM));
      return simulateReviews({ seed, reviews: size, users, items });
    }
    case "readings":
      return simulateReadings({ seed, steps: size });
    case "items":
      return { truth: undefined, events: () => simulateItems({ seed, items: size }) };
  }
};

/** A truth as JSON: arrays of numbers become lists, what can only be called is left out. */
export const truthJson = (truth: object): string =>
  `${JSON.stringify(truth, (_, value: unknown) => (value instanceof Float64Array ? [...value] : value), 2)}\n`;
