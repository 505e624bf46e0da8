import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createDecoder } from "../decoder.ts";
import { reasons } from "../reason.ts";
import { streams } from "../streams.ts";
import { malformedEvents } from "./malformed.ts";

const timestamp = Date.UTC(2024, 4, 2);

describe.each(streams)("the malformed events of %s", (stream) => {
  const events = malformedEvents(stream);
  const decoder = createDecoder(stream);

  it("are at least 200, under names of their own, and fit through a broker", () => {
    expect(events.length).toBeGreaterThanOrEqual(200);
    expect(new Set(events.map(({ name }) => name)).size).toBe(events.length);
    expect(Math.max(...events.map(({ value }) => value?.length ?? 0))).toBeLessThan(1_000_000);
  });

  it("are each refused for their own reason", () => {
    const outcomes = events.map(({ name, key, value }) => {
      const decoded = decoder.decode({ key, value, headers: {}, timestamp });
      return `${name}: ${decoded.ok ? "accepted" : decoded.reason}`;
    });
    expect(outcomes).toEqual(events.map(({ name, reason }) => `${name}: ${reason}`));
  });

  it("are the same every time", () => {
    const digest = (all: typeof events) =>
      all
        .reduce((hash, { name, value }) => hash.update(name).update(value ?? "null"), createHash("sha256"))
        .digest("hex");
    expect(digest(malformedEvents(stream))).toBe(digest(events));
  });
});

it("gives every reason of the list in some stream", () => {
  const given = new Set(streams.flatMap((stream) => malformedEvents(stream).map(({ reason }) => reason)));
  expect([...given].sort()).toEqual(Object.keys(reasons).sort());
});
