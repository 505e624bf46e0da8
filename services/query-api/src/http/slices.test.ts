import { expect, test } from "vitest";
import { inSlices } from "./slices.ts";

test("long work leaves room for others every 8 ms, and keeps its order", async () => {
  let now = 0;
  const seen: (number | string)[] = [];
  const other = (): void => {
    seen.push("other");
    if (seen.length < 12) setImmediate(other);
  };
  setImmediate(other);
  const found = await inSlices(
    [1, 2, 3, 4, 5, 6],
    (n) => {
      now += 4;
      seen.push(n);
      return n * 10;
    },
    () => now,
  );
  expect(found).toEqual([10, 20, 30, 40, 50, 60]);
  expect(seen.slice(0, 8)).toEqual([1, 2, "other", 3, 4, "other", 5, 6]);
});
