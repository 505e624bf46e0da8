import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StreamName } from "../event.ts";
import { simulateItems } from "./items.ts";
import { malformedEvents, mixIn } from "./malformed.ts";

const STREAMS: readonly StreamName[] = ["clicks", "baskets", "reviews", "readings", "items"];

const collect = async (lines: AsyncIterable<string>): Promise<string[]> => {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
};

describe("malformedEvents", () => {
  it("gives as many as asked, all different, some of which are no JSON", () => {
    for (const stream of STREAMS) {
      const bad = malformedEvents(stream, 50, 1);
      expect(new Set(bad).size).toBe(50);
      expect(bad).toEqual(malformedEvents(stream, 50, 1));
      const unreadable = bad.filter((raw) => {
        try {
          JSON.parse(raw);
          return false;
        } catch {
          return true;
        }
      });
      expect(unreadable.length).toBeGreaterThan(10);
      expect(unreadable.length).toBeLessThan(40);
    }
  });
});

describe("mixIn", () => {
  it("keeps the good lines in order and puts in each bad line once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer().map((n) => `good ${n}`)),
        fc.uniqueArray(fc.integer().map((n) => `bad ${n}`)),
        fc.integer({ min: 1, max: 10 }),
        async (good, bad, every) => {
          const mixed = await collect(mixIn(good, bad, every));
          expect(mixed.filter((line) => line.startsWith("good"))).toEqual(good);
          expect(mixed.filter((line) => line.startsWith("bad"))).toEqual(bad);
        },
      ),
    );
  });
});

describe("simulateItems", () => {
  it("names the items that the other simulators speak of", () => {
    const items = [...simulateItems({ seed: 1, items: 5 })];
    expect(items.map((item) => item.itemId)).toEqual(["sim-0", "sim-1", "sim-2", "sim-3", "sim-4"]);
    expect(items).toEqual([...simulateItems({ seed: 1, items: 5 })]);
  });
});
