import {
  malformedEvents,
  simulateBaskets,
  simulateClicks,
  simulateItems,
  simulateReadings,
  simulateReviews,
} from "@millrace/datasets";
import type { DemoApi } from "./demo-api.ts";
import { demoStates } from "./demo-states.ts";

const HOUR_MS = 3_600_000;
const ITEMS = 120;
const STEPS = 300;
const SERIES = ["harbour-wind", "harbour-temperature", "hall-power", "pump-7"];
/** Parts in which the history is told, so that there is something over time. */
const PARTS = 24;

/** Events of all four streams that ended just now, with planted structure, and a few that nobody can read. */
export const fillDemo = (api: DemoApi): void => {
  const now = Date.now();
  const clicks = [
    ...simulateClicks({ seed: 7, sessions: 330, items: ITEMS, startTime: now - 17 * 60_000 }).events(),
  ];
  const feeds = {
    // The last sessions go on: nobody has left yet.
    clicks: clicks.slice(0, Math.floor(clicks.length * 0.9)).filter(({ time }) => Number(time) < now),
    baskets: [
      ...simulateBaskets({ seed: 7, baskets: 2_400, items: ITEMS, startTime: now - 2_400_000 }).events(),
    ],
    reviews: [
      ...simulateReviews({
        seed: 7,
        reviews: 2_600,
        users: 160,
        items: ITEMS,
        startTime: now - 30_000_000,
      }).events(),
    ],
    readings: [
      ...simulateReadings({
        seed: 7,
        series: SERIES.length,
        steps: STEPS,
        startTime: now - STEPS * HOUR_MS,
      }).events(),
    ].map((reading) => ({
      ...reading,
      seriesId: SERIES[Number(/\d+$/.exec(reading.seriesId)?.[0] ?? 0)] ?? reading.seriesId,
    })),
  };
  api.adopt("clicks", demoStates(feeds.clicks));
  api.feed("items", simulateItems({ seed: 7, items: ITEMS }));
  for (let part = 0; part < PARTS; part++) {
    for (const stream of ["clicks", "baskets", "reviews", "readings"] as const) {
      const all = feeds[stream];
      const cut = (n: number): number => Math.floor((all.length * n) / PARTS);
      api.feed(stream, all.slice(cut(part), cut(part + 1)));
    }
    api.tell(now - (PARTS - part) * 60_000);
  }
  api.feedRaw("clicks", malformedEvents("clicks", 14, 7));
  api.feedRaw("reviews", malformedEvents("reviews", 6, 7));
  api.tell();
};
