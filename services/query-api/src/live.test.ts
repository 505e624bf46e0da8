import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "./http/problem.ts";
import { type LiveEvent, LiveFeed } from "./live.ts";

/** A stream of which one key is known at first. */
const opened = () => {
  let version = 0;
  const computed: string[] = [];
  const known = new Set(["wind"]);
  const feed = new LiveFeed(
    new Map([
      [
        "readings",
        {
          answer: (key: string) => {
            computed.push(key);
            return known.has(key) ? { key, version } : undefined;
          },
          summary: () => ({ all: version }),
          version: () => `0.${version}`,
        },
      ],
    ]),
  );
  const change = (...keys: string[]): void => {
    version++;
    feed.changed("readings", new Set(keys));
  };
  const listen = (key: string | undefined, lastId?: string) => {
    const heard: LiveEvent[] = [];
    const subscription = feed.follow("readings", key, lastId).subscribe((event) => heard.push(event));
    return { heard, leave: () => subscription.unsubscribe() };
  };
  return { feed, change, listen, computed, known };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const answer = (version: number) => ({ id: `0.${version}`, name: "answer", data: { key: "wind", version } });

test("a listener hears the current answer at once, then each change of its key", () => {
  const { change, listen } = opened();
  change("wind");
  const { heard } = listen("wind");
  expect(heard).toEqual([answer(1)]);
  change("wind");
  vi.advanceTimersByTime(100);
  change("sun");
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([answer(1), answer(2)]);
});

test("changes that come quickly are heard as one, with the newest answer", () => {
  const { change, listen, computed } = opened();
  const { heard } = listen("wind");
  for (let i = 0; i < 50; i++) change("wind");
  expect(heard).toEqual([answer(0)]);
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([answer(0), answer(50)]);
  expect(computed).toEqual(["wind", "wind"]);
});

test("whoever resumes hears nothing twice and misses nothing", () => {
  const { change, listen } = opened();
  const first = listen("wind");
  const lastId = first.heard.at(-1)?.id;
  first.leave();
  expect(listen("wind", lastId).heard).toEqual([]);
  change("wind");
  vi.advanceTimersByTime(100);
  expect(listen("wind", lastId).heard).toEqual([answer(1)]);
  expect(listen("wind", "of another world").heard).toEqual([answer(1)]);
});

test("a key of which nothing is known yet is heard of once something is", () => {
  const { change, listen, known } = opened();
  const { heard } = listen("sun");
  change("sun");
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([]);
  known.add("sun");
  change("sun");
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([{ id: "0.2", name: "answer", data: { key: "sun", version: 2 } }]);
});

test("without a key the stream's progress is heard with every batch", () => {
  const { change, listen } = opened();
  const { heard } = listen(undefined);
  change();
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([
    { id: "0.0", name: "progress", data: { all: 0 } },
    { id: "0.1", name: "progress", data: { all: 1 } },
  ]);
});

test("nothing is computed for nobody", () => {
  const { feed, change, listen, computed } = opened();
  change("wind");
  expect([feed.observed, computed]).toEqual([false, []]);
  const { leave } = listen("wind");
  expect(feed.observed).toBe(true);
  leave();
  change("wind");
  vi.advanceTimersByTime(1_000);
  expect([feed.observed, computed]).toEqual([false, ["wind"]]);
});

test("a stream that is none is a problem before anything is sent", () => {
  const { feed } = opened();
  expect(() => feed.follow("nothing", "x", undefined)).toThrow(Problem);
});

test("several streams come as one, and whoever resumes hears only of those that went on", () => {
  const { feed, change } = opened();
  const hear = (lastId?: string): LiveEvent[] => {
    const heard: LiveEvent[] = [];
    feed.followAll(["readings"], lastId).subscribe((event) => heard.push(event));
    return heard;
  };
  const [first] = hear();
  expect(first).toMatchObject({ id: "readings=0.0", name: "progress" });
  expect(hear(first?.id)).toEqual([]);
  change();
  expect(hear(first?.id)).toMatchObject([{ id: "readings=0.1" }]);
  expect(() => feed.followAll(["readings", "nothing"], undefined)).toThrow(Problem);
});
