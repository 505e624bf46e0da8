import {
  malformedEvents,
  simulateBaskets,
  simulateClicks,
  simulateItems,
  simulateReadings,
  simulateReviews,
} from "@millrace/datasets";
import { createDecoder, type StreamName, streams } from "@millrace/events";
import { describe, expect, it } from "vitest";

const NOW_MS = Date.UTC(2025, 0, 1);

/** The reason why a stream's decoder refuses a raw message, or undefined when it takes it. */
const refusalOf = (stream: StreamName, raw: string): string | undefined => {
  const record = { key: null, value: new TextEncoder().encode(raw), headers: {}, timestamp: NOW_MS };
  const decoded = createDecoder(stream).decode(record);
  return decoded.ok ? undefined : `${decoded.reason}: ${decoded.detail}`;
};

const SIMULATED: Readonly<Record<StreamName, () => Iterable<object>>> = {
  clicks: () => simulateClicks({ seed: 1, sessions: 50 }).events(),
  baskets: () => simulateBaskets({ seed: 1, baskets: 300 }).events(),
  reviews: () => simulateReviews({ seed: 1, reviews: 300 }).events(),
  readings: () => simulateReadings({ seed: 1, steps: 100, gaps: 0.1 }).events(),
  items: () => simulateItems({ seed: 1, items: 100 }),
};

describe("what the simulators write", () => {
  it.each(streams)("is taken by the decoder of %s, every event", (stream) => {
    const refused = [];
    for (const event of SIMULATED[stream]()) refused.push(refusalOf(stream, JSON.stringify(event)));
    expect(refused.length).toBeGreaterThan(90);
    expect(refused.filter((reason) => reason !== undefined)).toEqual([]);
  });

  it.each(streams)("is refused by the decoder of %s when it is malformed, for several reasons", (stream) => {
    const refused = malformedEvents(stream, 45, 1).map((raw) => refusalOf(stream, raw));
    expect(refused.filter((reason) => reason === undefined)).toEqual([]);
    const reasons = new Set(refused.map((reason) => reason?.split(":")[0]));
    expect(reasons.size).toBeGreaterThanOrEqual(4);
    expect(reasons).toContain("not_json");
    if (stream !== "items") expect(reasons).toContain("far_future");
  });
});
