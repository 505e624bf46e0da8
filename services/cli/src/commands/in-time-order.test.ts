import { expect, test } from "vitest";
import { inTimeOrder } from "./in-time-order.ts";

test("events come in order of their time, of equals as they came", async () => {
  async function* given() {
    yield* [{ id: "c", time: 3 }, { id: "a", time: 1 }, { id: "b", time: 1 }, { id: "of no time" }];
  }
  const ids: string[] = [];
  for await (const { id } of inTimeOrder(given())) ids.push(id);
  expect(ids).toEqual(["of no time", "a", "b", "c"]);
});
