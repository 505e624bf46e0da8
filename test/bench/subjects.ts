import { type BasketEvent, createDecoder } from "@millrace/events";
import type { SourceRecord, Topology, Weights } from "@millrace/pipeline";
import { basketTopology } from "@millrace/service-baskets";
import { clickTopology } from "@millrace/service-clickstream";
import { readingTopology } from "@millrace/service-readings";
import { type Interaction, recommenderTopology, reviewTopology } from "@millrace/service-reviews";
import type { Line } from "../support/produce.ts";
import { untrainedNetworks, untrainedVersion, weightsBytes } from "./load/networks.ts";

const SESSION_IDLE_MS = 1_800_000;
const LAGS = 8;
const FACTORS = 16;
const MIN_COUNT = 5;
/** More than any benchmark makes: bounds are not what is measured. */
const MOST = 4_000_000;

/** Baskets with room for any number of them and of items. */
export const basketSubject = (): Topology<BasketEvent> =>
  basketTopology(createDecoder("baskets"), {
    scope: { kind: "landmark" },
    itemsMax: MOST,
    basketsMax: MOST,
    minCount: MIN_COUNT,
    minSupport: 0.001,
    maxLength: 4,
  });

/** Clicks with room for `sessionsMax` live sessions. */
export const clickSubject = (sessionsMax: number) =>
  clickTopology(createDecoder("clicks"), { itemsMax: MOST, sessionsMax, sessionIdleMs: SESSION_IDLE_MS });

/** Readings with room for `seriesMax` series. */
export const readingSubject = (seriesMax: number) =>
  readingTopology(createDecoder("readings"), { seriesMax, lags: LAGS });

/** Reviews with room for any number of items and `reviewsMax` reviews. */
export const reviewSubject = (reviewsMax: number) =>
  reviewTopology(createDecoder("reviews"), { itemsMax: MOST, reviewsMax });

/** The recommender with room for `usersMax` users. */
export const ratingSubject = (usersMax: number): Topology<Interaction> =>
  recommenderTopology({ factors: FACTORS, usersMax, itemsMax: MOST, seed: 1 });

/** The weights that a subject is offered. */
export const offeredWeights = (): readonly Weights[] =>
  untrainedNetworks().map((weights) => ({
    kind: weights.kind,
    version: untrainedVersion,
    bytes: weightsBytes(weights),
    trainedUpTo: {},
  }));

/** Lines as the broker would hand them over, all of one partition, one appended every `msBetween`. */
export function* recordsOf(lines: Iterable<Line>, msBetween = 1): Generator<SourceRecord, void, undefined> {
  const began = Date.now();
  let offset = 0;
  for (const { key, value } of lines) {
    const timestamp = began + offset * msBetween;
    const bytes = (part: string | Uint8Array | null): Uint8Array | null =>
      part === null ? null : Buffer.from(part);
    yield { offset: offset++, timestamp, key: bytes(key), value: bytes(value), headers: {} };
  }
}

/** The next `count` of an iterator. @throws where there are fewer */
export const take = <T>(count: number, from: Iterator<T>): T[] => {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = from.next();
    if (next.done === true) throw new Error(`${count} were wanted, there were ${taken.length}`);
    taken.push(next.value);
  }
  return taken;
};
