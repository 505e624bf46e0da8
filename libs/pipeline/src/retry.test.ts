import { expect, test } from "vitest";
import { Trouble } from "./errors.ts";
import { ManualClock } from "./memory/clock.ts";
import { beating, noBeat, retry } from "./retry.ts";

const away = (): Trouble => new Trouble("broker_unavailable", "", { retryable: true });
const rule = { baseMs: 100, capMs: 5_000 };

/** Fails `failures` times, then gives the time at which it was tried. */
const flaky = (clock: ManualClock, failures: number, error: () => unknown = away) => {
  const tried: number[] = [];
  return {
    tried,
    attempt: async (): Promise<number> => {
      tried.push(clock.now());
      if (tried.length <= failures) throw error();
      return tried.length;
    },
  };
};

test("tries again after growing waits, up to the cap, and beats at least once a second meanwhile", async () => {
  const clock = new ManualClock(0);
  const { tried, attempt } = flaky(clock, 10);
  const beats: number[] = [];
  const beat = async (): Promise<void> => {
    beats.push(clock.now());
  };
  expect(await clock.run(retry(attempt, rule, clock, beat, () => undefined))).toBe(11);
  const waits = tried.slice(1).map((at, i) => at - (tried[i] ?? 0));
  // Half of the cap each, since the clock's randomness is one half.
  expect(waits).toEqual([100, 200, 400, 800, 1600, 2500, 2500, 2500, 2500, 2500]);
  const pulse = [...tried, ...beats].sort((a, b) => a - b);
  for (const [i, at] of pulse.entries()) expect(at - (pulse[i - 1] ?? 0)).toBeLessThanOrEqual(1000);
});

test("what trying again cannot help is thrown at once, and so is broken code", async () => {
  const clock = new ManualClock();
  for (const error of [new Trouble("engine_refused", "", { retryable: false }), new TypeError("broken")]) {
    const { tried, attempt } = flaky(clock, 5, () => error);
    await expect(retry(attempt, rule, clock, noBeat, () => undefined)).rejects.toBe(error);
    expect(tried).toHaveLength(1);
  }
});

test("a failing beat ends the waiting", async () => {
  const clock = new ManualClock();
  const { attempt } = flaky(clock, 1000);
  const lost = new Error("lost");
  const beat = async (): Promise<void> => {
    if (clock.now() > 1_700_000_010_000) throw lost;
  };
  await expect(clock.run(retry(attempt, rule, clock, beat, () => undefined))).rejects.toBe(lost);
});

test("long work is accompanied by beats, and its result or failure comes through", async () => {
  const clock = new ManualClock(0);
  let beats = 0;
  const beat = async (): Promise<void> => {
    beats++;
  };
  const work = (ms: number) => clock.sleep(ms).then(() => "done");
  expect(await clock.run(beating(work(5_500), beat, 1_000, clock))).toBe("done");
  expect(beats).toBe(5);
  const failing = clock.sleep(100).then(() => Promise.reject(new Error("work")));
  await expect(clock.run(beating(failing, beat, 1_000, clock))).rejects.toThrow("work");
});

test("where a beat fails, the work is still awaited before anybody is told", async () => {
  const clock = new ManualClock(0);
  let worked = false;
  const work = clock.sleep(3_000).then(() => {
    worked = true;
  });
  const beat = async (): Promise<void> => {
    throw new Error("lost");
  };
  await expect(clock.run(beating(work, beat, 1_000, clock))).rejects.toThrow("lost");
  expect(worked).toBe(true);
});
