import type { BasketEvent, ReadingEvent } from "@millrace/events";
import type { Topology } from "@millrace/pipeline";
import { decoderFor } from "@millrace/runtime";
import { readConfig } from "@millrace/service";
import { basketTopology } from "@millrace/service-baskets";
import { readingTopology } from "@millrace/service-readings";

/** The topologies that a stack with these settings runs, for a reference run in this process. */
export const topologiesOf = (
  settings: Readonly<Record<string, string>>,
): {
  readonly baskets: Topology<BasketEvent>;
  readonly readings: Topology<ReadingEvent>;
  readonly dedupeIdsMax: number;
} => {
  const config = readConfig(settings);
  const { itemsMax, pairsMax, minCount, seriesMax, lagsMax, dedupeIdsMax } = config;
  return {
    baskets: basketTopology(decoderFor(config, "baskets"), { itemsMax, pairsMax, minCount }),
    readings: readingTopology(decoderFor(config, "readings"), { seriesMax, lags: lagsMax }),
    dedupeIdsMax,
  };
};
