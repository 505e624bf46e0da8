import { expect, it } from "vitest";
import { Occurrences } from "./occurrences.ts";

it("finds every basket by its items while those that left are swept out, and gives their room back", () => {
  const occurrences = new Occurrences();
  const held: number[] = [];
  let most = 0;
  for (let n = 0; n < 9_000; n++) {
    held.push(occurrences.add(Int32Array.from([10 + (n % 7), n % 3]), n, 0));
    if (held.length > 1_500) occurrences.remove(held.shift() ?? -1);
    most = Math.max(most, occurrences.bytes);
    if (n % 500 !== 0) continue;
    for (let item = 0; item < 17; item++) {
      const list = occurrences.listOf(item);
      const tids = [...(list?.tids.subarray(0, list.size) ?? [])];
      const there = tids.filter((tid) => occurrences.segmentOf(tid).left[occurrences.indexOf(tid)] === 0);
      const due = held.filter((tid) => occurrences.itemsOf(tid).includes(item));
      expect(there.sort((a, b) => a - b)).toEqual(due.sort((a, b) => a - b));
    }
  }
  expect([occurrences.baskets, occurrences.entries]).toEqual([1_500, 3_000]);
  // Some ten segments of 1,024 baskets, of which nine thousand would take twice as many.
  expect(most).toBeLessThan(10 * 40_000);
});
