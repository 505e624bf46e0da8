import fc from "fast-check";
import { expect, test } from "vitest";
import { ChangedBlocks } from "./changed-blocks.ts";

test("every block that changed is taken once, within as many turns as it takes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(300), { maxLength: 80 }),
      fc.integer({ min: 1, max: 20 }),
      (changed, limit) => {
        const blocks = new ChangedBlocks();
        for (const block of changed) blocks.mark(block);
        expect(blocks.size).toBe(new Set(changed).size);
        const taken: number[] = [];
        for (let turn = 0; turn < Math.ceil(80 / limit); turn++) {
          const some = blocks.take(limit);
          expect(some.length).toBeLessThanOrEqual(limit);
          taken.push(...some);
        }
        expect(blocks.size).toBe(0);
        expect(taken.sort((a, b) => a - b)).toEqual([...new Set(changed)].sort((a, b) => a - b));
      },
    ),
  );
});

test("a block waits for its turn while others change all the time", () => {
  const blocks = new ChangedBlocks();
  blocks.mark(90);
  const taken = new Set<number>();
  for (let turn = 0; turn < 10; turn++) {
    for (let block = 0; block < 80; block++) blocks.mark(block);
    for (const block of blocks.take(10)) taken.add(block);
  }
  expect(taken.has(90)).toBe(true);
});
