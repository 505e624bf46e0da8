import fc from "fast-check";
import { expect, test } from "vitest";
import { randomText } from "../testing.ts";
import { TextNet, tokenId } from "./text.ts";

const net = new TextNet(randomText(64, 10, 2));

test("a text read in pieces gives the bits of one read at once, and padding does not count", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(63), { maxLength: 30 }), fc.nat(30), (ids, cut) => {
      const hidden = new Float32Array(10);
      net.read(hidden, 0, ids.slice(0, cut));
      net.read(hidden, 0, ids.slice(cut));
      expect(net.score(hidden, 0)).toBe(net.probability(ids));
      expect(net.probability([0, 0, ...ids])).toBe(net.probability(ids));
    }),
    { numRuns: 40 },
  );
});

test("every word has an id below the number of buckets, never that of padding", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 2, max: 9000 }), (word, buckets) => {
      const id = tokenId(word, buckets);
      expect(id > 0 && id < buckets).toBe(true);
    }),
  );
});
