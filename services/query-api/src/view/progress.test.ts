import { expect, it } from "vitest";
import { progressOf } from "../testing/opened-api.ts";
import { ProgressBoard } from "./progress.ts";

it("keeps a partition's scoreboards until newer ones come", () => {
  const board = new ProgressBoard();
  const { scores: told = [], ...untold } = progressOf(3, {}, [{ stream: "baskets", models: [] }]);
  board.progressed("baskets", 0, { ...untold, scores: told });
  board.progressed("baskets", 0, { ...untold, offset: 4 });
  expect(board.partitions("baskets").get(0)).toMatchObject({ offset: 4, scores: told });
});
