import type { StreamName } from "../event.ts";
import { drawBelow } from "../random/draw.ts";
import { seededRandom } from "../random/xoshiro.ts";

/** What is spoiled: an event with an id of its own. */
type Spoiled = Readonly<Record<string, unknown>> & { readonly id: string };

/** A valid event's fields, by stream, for spoiling. */
const GOOD: Readonly<Record<StreamName, Readonly<Record<string, unknown>>>> = {
  clicks: { time: 1_704_067_200_000, sessionId: "bad-session", itemId: "bad-item", action: "view" },
  baskets: { time: 1_704_067_200_000, userId: "bad-user", items: ["bad-item", "worse-item"] },
  reviews: { time: 1_704_067_200_000, userId: "bad-user", itemId: "bad-item", rating: 4 },
  readings: { time: 1_704_067_200_000, seriesId: "bad-series", value: 1.5 },
  items: { itemId: "bad-item", title: "an item" },
};

/** The field without which an event of the stream means nothing, and a value of a wrong type for it. */
const ESSENTIAL: Readonly<Record<StreamName, readonly [field: string, wrong: unknown]>> = {
  clicks: ["itemId", { id: 7 }],
  baskets: ["items", "bread"],
  reviews: ["itemId", ["x"]],
  readings: ["value", "warm"],
  items: ["itemId", null],
};

/**
 * Raw messages that no version of the stream's schema accepts: cut JSON, plain text, an array, a missing field, a
 * wrong type, NaN, an id of 257 characters, and (where events have a time) no time and one in the year 2199.
 * The kinds take turns; each text is unique. `count` of them, decided by the seed.
 */
export const malformedEvents = (stream: StreamName, count: number, seed: number): string[] => {
  const random = seededRandom(seed, 60);
  const [field, wrong] = ESSENTIAL[stream];
  const kinds: ((event: Spoiled) => string)[] = [
    (event) => JSON.stringify(event).slice(0, -9),
    (event) => `bad event ${event.id}`,
    (event) => JSON.stringify([event.id, 1, 2]),
    (event) => JSON.stringify({ ...event, [field]: undefined }),
    (event) => JSON.stringify({ ...event, [field]: wrong }),
    (event) => JSON.stringify(event).replace(/\}$/, ',"score":NaN}'),
    (event) =>
      JSON.stringify({
        ...event,
        [stream === "items" ? "itemId" : "id"]: event.id.padEnd(257, "x"),
      }),
  ];
  if (stream !== "items") {
    kinds.push((event) => JSON.stringify({ ...event, time: undefined }));
    kinds.push((event) => JSON.stringify({ ...event, time: "2199-12-31T23:59:59Z" }));
  }
  return Array.from({ length: count }, (_, n) => {
    const event = { id: `bad-${seed}-${n}-${drawBelow(random, 1_000_000)}`, ...GOOD[stream] };
    return kinds[n % kinds.length]?.(event) ?? "";
  });
};

/**
 * The lines of a feed with the bad ones put in between, one after every `every` good lines and what is left at the
 * end, so that each bad line is in the feed exactly once however short the feed is.
 */
export async function* mixIn(
  lines: AsyncIterable<string> | Iterable<string>,
  bad: readonly string[],
  every: number,
): AsyncGenerator<string, void, undefined> {
  let good = 0;
  let used = 0;
  for await (const line of lines) {
    yield line;
    good++;
    if (good % every === 0 && used < bad.length) yield bad[used++] ?? "";
  }
  yield* bad.slice(used);
}
