import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BasketCompletion, BasketLog } from "./index.ts";

const MIN_COUNT = 2;
const CUTOFF = 4;
const scope = { kind: "landmark" } as const;
const item = fc.integer({ min: 0, max: 9 }).map((n) => `i${n}`);
const basket = fc.uniqueArray(item, { minLength: 1, maxLength: 6 });

describe("BasketCompletion", () => {
  it("ranks as sorting all candidates by each model's score would, and a restored one ranks the same", () => {
    fc.assert(
      fc.property(fc.array(basket, { minLength: 1, maxLength: 60 }), basket, item, (all, shown, hidden) => {
        const log = new BasketLog({ scope, itemsMax: 100, basketsMax: 1e4 });
        const completion = new BasketCompletion(log, MIN_COUNT, CUTOFF);
        for (const [n, items] of all.entries()) completion.learn(log.add(items, n));
        const rest = shown.filter((id) => id !== hidden);
        const ranks = completion.ranks(rest, hidden);
        const held = (...ids: string[]): number =>
          all.filter((b) => ids.every((id) => b.includes(id))).length;
        const known = [...new Set(all.flat())].filter((id) => !rest.includes(id));
        const rankBy = (score: (id: string) => number): number => {
          const order = [...known].sort(
            (a, b) => score(b) - score(a) || held(b) - held(a) || log.items.find(a) - log.items.find(b),
          );
          const rank = order.indexOf(hidden) + 1;
          return rank === 0 || rank > CUTOFF ? Number.POSITIVE_INFINITY : rank;
        };
        const rounded = (value: number): number => Math.round(value * 1e8);
        const seen = rest.filter((id) => held(id) > 0);
        expect(ranks.popularity).toBe(rankBy(() => 0));
        expect(ranks.cosine).toBe(
          rankBy((id) =>
            rounded(seen.reduce((sum, s) => sum + held(s, id) / Math.sqrt(held(s) * held(id)), 0)),
          ),
        );
        expect(ranks.rules).toBe(
          rankBy((id) =>
            Math.max(0, ...seen.map((s) => (held(s, id) < MIN_COUNT ? 0 : held(s, id) / held(s)))),
          ),
        );
        const again = new BasketLog({ scope, itemsMax: 100, basketsMax: 1e4 });
        again.restore(new Map([...log.chunks()].map((chunk) => [chunk.name, chunk.bytes()])));
        const restored = new BasketCompletion(again, MIN_COUNT, CUTOFF);
        restored.restore();
        expect(restored.ranks(rest, hidden)).toEqual(ranks);
      }),
      { numRuns: 60 },
    );
  });
});
