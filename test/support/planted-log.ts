import { seededRandom, simulateBaskets, simulateReadings } from "@millrace/datasets";
import { malformedEvents } from "@millrace/events/testing";
import type { Line } from "./produce.ts";

/** How much is planted. */
export interface PlantedPlan {
  readonly seed: number;
  readonly baskets: number;
  readonly readings: number;
}

/** A log of baskets and readings with trouble in it, and what must become of it. */
export interface PlantedLog {
  /** In the order in which it is produced. */
  readonly lines: readonly Line[];
  /** Of both streams, by outcome, over all partitions. */
  readonly outcomes: Readonly<Record<"baskets" | "readings", Readonly<Record<string, number>>>>;
  /** Items of each basket that counts. */
  readonly baskets: readonly (readonly string[])[];
}

/** Share of the events of a stream after which each kind of trouble is planted. */
const TROUBLE = 0.02;
/** A repeat comes at most this many events of its stream after the first. */
const REPEAT_WITHIN = 400;

/**
 * Baskets and readings, mixed, with repeated ids (whose content differs: only the first counts), malformed records,
 * and among the readings second values of a moment and late ones. The same seed gives the same bytes.
 */
export const plantedLog = ({ seed, baskets, readings }: PlantedPlan): PlantedLog => {
  const random = seededRandom(seed, 90);
  const outcomes = {
    baskets: { applied: 0, duplicate: 0, late: 0, throttled: 0, dead_letter: 0 },
    readings: { applied: 0, duplicate: 0, late: 0, throttled: 0, dead_letter: 0 },
  };
  const counted: (readonly string[])[] = [];
  const chance = (): boolean => random.unit() < TROUBLE;
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random.unit() * from.length)];
  const bad = { baskets: malformedEvents("baskets"), readings: malformedEvents("readings") };
  const malformed = (topic: "baskets" | "readings"): Line[] => {
    const found = pick(bad[topic]);
    if (found === undefined || !chance()) return [];
    outcomes[topic].dead_letter++;
    // A key of its own: all under one key would lie in one partition.
    return [{ topic, key: `bad-${random.unit()}`, value: found.value }];
  };
  const line = (topic: string, key: string, event: object): Line => ({
    topic,
    key,
    value: JSON.stringify(event),
  });

  function* basketLines(): Iterable<Line[]> {
    const recent: { key: string; id: string; time: number }[] = [];
    for (const basket of simulateBaskets({ seed, baskets, items: 120 }).events()) {
      const key = basket.userId ?? basket.id;
      const items = basket.items.map((entry) => (typeof entry === "string" ? entry : entry.itemId));
      counted.push(items);
      outcomes.baskets.applied++;
      recent.push({ key, id: basket.id, time: Number(basket.time) });
      if (recent.length > REPEAT_WITHIN) recent.shift();
      const lines = [line("baskets", key, basket), ...malformed("baskets")];
      const first = pick(recent);
      if (chance() && first !== undefined) {
        outcomes.baskets.duplicate++;
        lines.push(line("baskets", first.key, { id: first.id, time: first.time, items: ["never-counted"] }));
      }
      yield lines;
    }
  }

  function* readingLines(): Iterable<Line[]> {
    const series = 40;
    let n = 0;
    for (const reading of simulateReadings({ seed, series, steps: Math.ceil(readings / series) }).events()) {
      if (n++ >= readings) return;
      outcomes.readings.applied++;
      const { seriesId, time } = reading;
      const lines = [line("readings", seriesId, reading), ...malformed("readings")];
      const again = (rest: object): Line => line("readings", seriesId, { seriesId, value: 1e6, ...rest });
      if (chance()) {
        outcomes.readings.duplicate++;
        lines.push(again({ id: `second-${n}`, time }));
      }
      if (chance()) {
        outcomes.readings.late++;
        lines.push(again({ id: `late-${n}`, time: Number(time) - 1 }));
      }
      if (chance()) {
        outcomes.readings.duplicate++;
        lines.push(again({ id: reading.id, time: Number(time) + 1 }));
      }
      yield lines;
    }
  }

  const lines: Line[] = [];
  const sources = [basketLines()[Symbol.iterator](), readingLines()[Symbol.iterator]()];
  const left = [baskets, readings];
  while (left.some((events) => events > 0)) {
    const [ofBaskets = 0, ofReadings = 0] = left;
    const next = random.unit() * (ofBaskets + ofReadings) < ofBaskets ? 0 : 1;
    const step = sources[next]?.next();
    left[next] = step === undefined || step.done === true ? 0 : (left[next] ?? 1) - 1;
    if (step?.done === false) lines.push(...step.value);
  }
  return { lines, outcomes, baskets: counted };
};
