import type { Topology } from "@millrace/pipeline";
import { decoderFor } from "@millrace/runtime";
import { readConfig } from "@millrace/service";
import { basketSettings, basketTopology } from "@millrace/service-baskets";
import { clickTopology } from "@millrace/service-clickstream";
import { readingTopology } from "@millrace/service-readings";
import { recommenderOptions, recommenderTopology, reviewTopology } from "@millrace/service-reviews";

/** A stream as a stack runs it. */
export interface RunStream<E> {
  readonly topology: Topology<E>;
  /** Without the prefix. */
  readonly topic: string;
  readonly partitions: number;
  /** Where its history is, if it keeps one. */
  readonly table: string | undefined;
}

/** Streams that a stack runs. */
export const runStreams = ["baskets", "readings", "clicks", "reviews", "ratings"] as const;

/** One of them. */
export type RunStreamName = (typeof runStreams)[number];

/** Topic of a stream, without the prefix. */
export const topicOf = (stream: string): string => (stream === "ratings" ? "interactions" : stream);

/** Calls `use` with a stream as a stack with these settings runs it: for a reference run in this process. */
export const withTopology = <T>(
  settings: Readonly<Record<string, string>>,
  stream: RunStreamName,
  use: <E>(run: RunStream<E>, dedupeIdsMax: number) => T,
): T => {
  const config = readConfig(settings);
  const { itemsMax, seriesMax, lagsMax, dedupeIdsMax } = config;
  const { sessionsMax, sessionIdleMs, reviewsMax } = config;
  const common = { topic: topicOf(stream), partitions: 4, table: stream };
  switch (stream) {
    case "baskets": {
      const topology = basketTopology(decoderFor(config, stream), basketSettings(config));
      return use({ ...common, topology }, dedupeIdsMax);
    }
    case "readings": {
      const topology = readingTopology(decoderFor(config, stream), {
        seriesMax,
        lags: lagsMax,
        values: config.seriesValues,
      });
      return use({ ...common, topology }, dedupeIdsMax);
    }
    case "clicks": {
      const topology = clickTopology(decoderFor(config, stream), { itemsMax, sessionsMax, sessionIdleMs });
      return use({ ...common, topology }, dedupeIdsMax);
    }
    case "reviews": {
      const topology = reviewTopology(decoderFor(config, stream), { itemsMax, reviewsMax });
      return use({ ...common, topology }, dedupeIdsMax);
    }
    case "ratings": {
      const topology = recommenderTopology(recommenderOptions(config));
      return use({ ...common, topology, partitions: 1, table: undefined }, dedupeIdsMax);
    }
  }
};
