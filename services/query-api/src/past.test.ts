import { expect, test } from "vitest";
import { Past, type PastPorts } from "./past.ts";
import { progressOf } from "./testing/opened-api.ts";
import { ProgressBoard } from "./view/progress.ts";

const start = Date.UTC(2026, 0, 1);
const none = { predicted: null, lower: null, upper: null, rung: null, rungs: {} };
const history: PastPorts["history"] = {
  seriesHistory: async (seriesId) =>
    seriesId === "wind"
      ? Array.from({ length: 40 }, (_, n) => ({ eventTime: start + n * 60_000, value: n % 4, ...none }))
      : [],
  ratingsOf: async (userId) => (userId === "ada" ? [{ itemId: "loom", rating: 5 }] : []),
};

const opened = (evictions: number) => {
  const asked: string[] = [];
  const board = new ProgressBoard();
  for (const [stream, model] of [
    ["readings", "series"],
    ["ratings", "factors"],
  ] as const)
    board.progressed(stream, 0, progressOf(1, { sizes: { [model]: { entries: 9, bytes: 9, evictions } } }));
  const watched: PastPorts["history"] = {
    seriesHistory: (...of) => {
      asked.push("series");
      return history.seriesHistory(...of);
    },
    ratingsOf: (...of) => {
      asked.push("ratings");
      return history.ratingsOf(...of);
    },
  };
  return { past: new Past({ history: watched, board, lags: 3 }), asked };
};

test("a series that left memory is made anew of its last readings", async () => {
  const { past } = opened(1);
  const found = await past.series("wind");
  expect(found?.state).toMatchObject({ seriesId: "wind", count: 40, lastTime: start + 39 * 60_000 });
  expect(found?.carried.weights).toBe("");
  expect(await past.series("nothing")).toBeUndefined();
});

test("a user who left memory is known by the ratings that are kept", async () => {
  const { past } = opened(1);
  expect(await past.ratings("ada")).toEqual([{ itemId: "loom", rating: 5 }]);
  expect(await past.ratings("nobody")).toEqual([]);
});

test("nothing is asked of the store as long as nothing has left memory", async () => {
  const { past, asked } = opened(0);
  expect([await past.series("wind"), await past.ratings("ada")]).toEqual([undefined, []]);
  expect(asked).toEqual([]);
});
