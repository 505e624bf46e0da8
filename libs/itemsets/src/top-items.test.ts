import { hash32 } from "@millrace/state";
import { expect, it } from "vitest";
import { TopItems } from "./top-items.ts";

it("lists the items of the greatest counts, whatever came and left since it looked at all of them", () => {
  const counts = new Map<number, number>();
  let looks = 0;
  const held = {
    count: (item: number) => counts.get(item) ?? 0,
    idOf: (item: number) => (counts.has(item) ? `i${item}` : undefined),
    numbers: () => {
      looks++;
      return counts.keys();
    },
  };
  const top = new TopItems(held);
  const window: number[][] = [];
  // Of a thousand items the popular ones change as time passes.
  const drawn = (n: number, i: number): number => {
    const share = (hash32(`${n}/${i}`) % 1e6) / 1e6;
    return Math.floor(1_000 * share ** 3 + n / 20) % 1_000;
  };
  for (let n = 0; n < 3_000; n++) {
    const basket = [...new Set(Array.from({ length: 6 }, (_, i) => drawn(n, i)))];
    for (const item of basket) counts.set(item, held.count(item) + 1);
    top.counted(Int32Array.from(basket));
    window.push(basket);
    for (const item of window.length > 1_000 ? (window.shift() ?? []) : []) {
      const left = held.count(item) - 1;
      if (left > 0) counts.set(item, left);
      else counts.delete(item);
    }
    if (n % 100 !== 0) continue;
    const name = (item: number): string => `i${item}`;
    const due = [...counts].sort(([a, x], [b, y]) => y - x || (name(a) < name(b) ? -1 : 1));
    expect(top.list(15)).toEqual(due.slice(0, 15).map(([item]) => item));
  }
  expect(looks).toBeLessThan(30);
});
