import { expect, test } from "vitest";
import { Past, type PastPorts } from "./past.ts";
import { progressOf } from "./testing/opened-api.ts";
import { ProgressBoard } from "./view/progress.ts";

const history: PastPorts["history"] = {
  ratingsOf: async (userId) => (userId === "ada" ? [{ itemId: "loom", rating: 5 }] : []),
};

const opened = (evictions: number) => {
  const asked: string[] = [];
  const board = new ProgressBoard();
  board.progressed("ratings", 0, progressOf(1, { sizes: { factors: { entries: 9, bytes: 9, evictions } } }));
  const watched: PastPorts["history"] = {
    ratingsOf: (...of) => {
      asked.push("ratings");
      return history.ratingsOf(...of);
    },
  };
  return { past: new Past({ history: watched, board }), asked };
};

test("a user who left memory is known by the ratings that are kept", async () => {
  const { past } = opened(1);
  expect(await past.ratings("ada")).toEqual([{ itemId: "loom", rating: 5 }]);
  expect(await past.ratings("nobody")).toEqual([]);
});

test("nothing is asked of the store as long as nothing has left memory", async () => {
  const { past, asked } = opened(0);
  expect(await past.ratings("ada")).toEqual([]);
  expect(asked).toEqual([]);
});
