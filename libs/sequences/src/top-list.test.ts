import fc from "fast-check";
import { expect, test } from "vitest";
import { TOP_DEPTH, TopList } from "./top-list.ts";

const SLOTS = 3000;

test("is always the head of a full sort, though slots come and go beyond what it holds", () => {
  const burst = fc.record({ seed: fc.nat(), raises: fc.nat(1500), removals: fc.nat(900) });
  fc.assert(
    fc.property(fc.array(burst, { minLength: 1, maxLength: 5 }), (bursts) => {
      const visits = { data: new Int32Array(SLOTS) };
      const list = new TopList(visits);
      for (const { seed, raises, removals } of bursts) {
        for (let i = 0; i < raises; i++) {
          // Squaring makes low numbers likelier, so that counts differ.
          const slot = Math.floor(((Math.imul(seed + i, 0x9e3779b1) >>> 8) / 2 ** 24) ** 2 * SLOTS);
          visits.data[slot] = (visits.data[slot] ?? 0) + 1;
          list.raised(slot, visits.data[slot] === 1);
        }
        for (let i = 0; i < removals; i++) {
          const slot = i % 2 === 0 ? list.at((seed + i) % Math.max(1, list.length)) : (seed + i * 7) % SLOTS;
          if (slot < 0 || visits.data[slot] === 0) continue;
          visits.data[slot] = 0;
          list.removed(slot, SLOTS);
        }
        const sorted = [...visits.data.keys()]
          .filter((slot) => (visits.data[slot] ?? 0) > 0)
          .sort((a, b) => (visits.data[b] ?? 0) - (visits.data[a] ?? 0) || a - b);
        const head = sorted.slice(0, TOP_DEPTH);
        expect(Array.from({ length: list.length }, (_, i) => list.at(i))).toEqual(head);
        expect(sorted.slice(0, 600).map((slot) => list.rank(slot))).toEqual(
          sorted.slice(0, 600).map((_, i) => (i < TOP_DEPTH ? i + 1 : Number.POSITIVE_INFINITY)),
        );
      }
    }),
    { numRuns: 15 },
  );
});
