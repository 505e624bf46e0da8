import fc from "fast-check";
import { expect, test } from "vitest";
import { below, type Chunk, hash32, hash32Pair, inSample, prefixed } from "./index.ts";

test("below takes apart what prefixed put together, and nothing else", () => {
  const parts = fc.dictionary(fc.string(), fc.uint8Array({ maxLength: 4 }));
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const chunksOf = (part: Record<string, Uint8Array>): Chunk[] =>
        Object.entries(part).map(([name, bytes]) => ({ name, revision: 1, bytes: () => bytes }));
      const stored = new Map(
        [...prefixed("a", chunksOf(a)), ...prefixed("ab", chunksOf(b))].map((c) => [c.name, c.bytes()]),
      );
      expect(Object.fromEntries(below("a", stored))).toEqual({ ...a });
      expect(Object.fromEntries(below("ab", stored))).toEqual({ ...b });
    }),
  );
});

test("a hash sample of one in n holds about an n-th of the ids, always the same", () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => `session-${i}`);
  for (const oneIn of [2, 8, 64]) {
    const taken = ids.filter((id) => inSample(id, oneIn)).length;
    expect(Math.abs(taken - ids.length / oneIn)).toBeLessThan(5 * Math.sqrt(ids.length / oneIn));
  }
  expect(ids.every((id) => inSample(id, 1))).toBe(true);
});

test("hash32Pair is hash32 with both seeds", () => {
  const into = new Int32Array(2);
  fc.assert(
    fc.property(fc.string(), fc.integer(), fc.integer(), (text, first, second) => {
      hash32Pair(text, [first, second], into);
      expect([...into]).toEqual([hash32(text, first) | 0, hash32(text, second) | 0]);
    }),
  );
  hash32Pair("abc", [1, 2], into);
  expect([...into]).toEqual([-1_496_424_093, 1_128_002_422]);
});

test("hash32 spreads over 32 bits and keeps its values between releases", () => {
  expect(hash32("")).toBe(0);
  expect(new Set(Array.from({ length: 50_000 }, (_, i) => hash32(`k${i}`))).size).toBeGreaterThan(49_990);
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, seed) => hash32(text, seed) >>> 0 === hash32(text, seed)),
  );
});
