import { type Random, seededRandom } from "@millrace/datasets";
import { malformedEvents } from "@millrace/events/testing";
import { type PlantedEvent, type PlantedStream, plantedEvents, plantedStreams } from "./planted-events.ts";
import type { Line } from "./produce.ts";

/** How many good events of each stream there are. */
export type PlantedCounts = Readonly<Partial<Record<PlantedStream, number>>>;

/** A log with trouble in it, and what must become of it. */
export interface PlantedLog {
  /** In the order in which it is produced. */
  readonly lines: readonly Line[];
  /** By stream and outcome, over all partitions. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Items of each basket that counts. */
  readonly baskets: readonly (readonly string[])[];
}

/** Share of the events of a stream after which each kind of trouble is planted. */
const TROUBLE = 0.02;
/** A repeat comes at most this many events of its stream after the first. */
const REPEAT_WITHIN = 400;

/** One stream's lines, one good event at a time with the trouble after it. */
class PlantedLane {
  readonly outcomes = { applied: 0, duplicate: 0, late: 0, throttled: 0, dead_letter: 0 };
  readonly #stream: PlantedStream;
  readonly #events: Iterator<PlantedEvent>;
  readonly #random: Random;
  readonly #bad;
  readonly #recent: PlantedEvent[] = [];

  constructor(stream: PlantedStream, events: Iterable<PlantedEvent>, random: Random) {
    this.#stream = stream;
    this.#events = events[Symbol.iterator]();
    this.#random = random;
    this.#bad = malformedEvents(stream);
  }

  next(): readonly Line[] {
    const step = this.#events.next();
    if (step.done === true) return [];
    const planted = step.value;
    this.outcomes.applied++;
    this.#recent.push(planted);
    if (this.#recent.length > REPEAT_WITHIN) this.#recent.shift();
    const lines = [this.#line(planted.key, planted.event)];
    const bad = this.#pick(this.#bad);
    if (bad !== undefined && this.#chance()) {
      this.outcomes.dead_letter++;
      // A key of its own: all under one key would lie in one partition.
      lines.push({ topic: this.#stream, key: `bad-${this.#random.unit()}`, value: bad.value });
    }
    const repeated = this.#pick(this.#recent);
    if (repeated !== undefined && this.#chance()) {
      this.outcomes.duplicate++;
      lines.push(this.#line(repeated.key, repeated.repeat));
    }
    for (const { outcome, event } of planted.ignored ?? []) {
      if (!this.#chance()) continue;
      this.outcomes[outcome]++;
      lines.push(this.#line(planted.key, event));
    }
    return lines;
  }

  #line(key: string, event: object): Line {
    return { topic: this.#stream, key, value: JSON.stringify(event) };
  }

  #chance(): boolean {
    return this.#random.unit() < TROUBLE;
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random.unit() * from.length)];
  }
}

/**
 * Events of several streams, mixed, with repeated ids (whose content differs: only the first counts), malformed
 * records, and what a stream ignores besides. The same seed gives the same bytes.
 */
export const plantedLog = (seed: number, counts: PlantedCounts): PlantedLog => {
  const random = seededRandom(seed, 90);
  const lanes = plantedStreams.flatMap((stream) => {
    const events = counts[stream] ?? 0;
    if (events === 0) return [];
    const lane = new PlantedLane(stream, plantedEvents(stream, seed, events), random);
    return [{ stream, lane, left: events }];
  });
  const lines: Line[] = [];
  for (let left = lanes.reduce((sum, lane) => sum + lane.left, 0); left > 0; left--) {
    let at = random.unit() * left;
    const next = lanes.find((lane) => {
      at -= lane.left;
      return at < 0;
    });
    if (next === undefined) break;
    next.left--;
    lines.push(...next.lane.next());
  }
  const baskets: (readonly string[])[] = [];
  for (const { event } of plantedEvents("baskets", seed, counts.baskets ?? 0))
    if ("items" in event && Array.isArray(event.items)) baskets.push(event.items.map(String));
  return {
    lines,
    outcomes: Object.fromEntries(lanes.map(({ stream, lane }) => [stream, lane.outcomes])),
    baskets,
  };
};
