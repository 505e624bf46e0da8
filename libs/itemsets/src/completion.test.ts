import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BasketCompletion, BasketIndex, BasketLog } from "./index.ts";

const MIN_COUNT = 2;
const CUTOFF = 4;
const scope = { kind: "landmark" } as const;
const item = fc.integer({ min: 0, max: 9 }).map((n) => `i${n}`);
const basket = fc.uniqueArray(item, { minLength: 1, maxLength: 6 });
const settings = { minCount: MIN_COUNT, minSupport: 0.05, maxLength: 4 };

const logOf = (baskets: readonly (readonly string[])[]): BasketLog => {
  const log = new BasketLog({ scope, itemsMax: 100, basketsMax: 1e4 });
  for (const [n, items] of baskets.entries()) log.add(items, n);
  return log;
};

const learned = (log: BasketLog): BasketCompletion => {
  const completion = new BasketCompletion(log, { ...settings, cutoff: CUTOFF });
  completion.restore();
  return completion;
};

const rankIn = (order: readonly string[], id: string): number => {
  const rank = order.indexOf(id) + 1;
  return rank === 0 || rank > CUTOFF ? Number.POSITIVE_INFINITY : rank;
};

describe("BasketCompletion", () => {
  it("ranks by rules just as a reader of the log answers what is missing", () => {
    fc.assert(
      fc.property(fc.array(basket, { minLength: 1, maxLength: 60 }), basket, item, (all, shown, hidden) => {
        const log = logOf(all);
        const index = new BasketIndex({ ...settings, scope, setsMax: 1e5, trendHalfLifeMs: 3_600_000 });
        for (const { kind, number, bytes } of log.drain()) index.changed(0, kind, number, bytes);
        index.progressed(0, { folded: 0, errorBound: 0 });
        index.settle();
        const rest = shown.filter((id) => id !== hidden);
        const minCount = Math.max(MIN_COUNT, index.countOf(settings.minSupport));
        const query = { minCount, minConfidence: 0, minLift: 0, sort: "lift", limit: 100 } as const;
        const missing = index.missing({ ...query, within: rest });
        for (const rule of missing.filter(({ if: left }) => left.length > 0))
          expect(index.rules({ ...query, if: rule.if, then: rule.then }).rules).toEqual([rule]);
        const told = missing.map(({ then }) => then[0] ?? "");
        expect(new Set(told).size).toBe(told.length);
        // What has too few baskets to be told has no rank to be compared.
        if (all.filter((each) => each.includes(hidden)).length >= minCount)
          expect(learned(log).ranks(rest, hidden).rules).toBe(rankIn(told, hidden));
      }),
      { numRuns: 60 },
    );
  });

  it("ranks as sorting all candidates by popularity and cosine would, and a restored one ranks the same", () => {
    fc.assert(
      fc.property(fc.array(basket, { minLength: 1, maxLength: 60 }), basket, item, (all, shown, hidden) => {
        const log = new BasketLog({ scope, itemsMax: 100, basketsMax: 1e4 });
        const completion = new BasketCompletion(log, { ...settings, cutoff: CUTOFF });
        for (const [n, items] of all.entries()) completion.learn(log.add(items, n));
        const rest = shown.filter((id) => id !== hidden);
        const ranks = completion.ranks(rest, hidden);
        const held = (...ids: string[]): number =>
          all.filter((b) => ids.every((id) => b.includes(id))).length;
        const known = [...new Set(all.flat())].filter((id) => !rest.includes(id));
        const rankBy = (score: (id: string) => number): number =>
          rankIn(
            [...known].sort((a, b) => score(b) - score(a) || held(b) - held(a) || (a < b ? -1 : 1)),
            hidden,
          );
        const rounded = (value: number): number => Math.round(value * 1e8);
        const seen = rest.filter((id) => held(id) > 0);
        expect(ranks.popularity).toBe(rankBy(() => 0));
        expect(ranks.cosine).toBe(
          rankBy((id) =>
            rounded(seen.reduce((sum, s) => sum + held(s, id) / Math.sqrt(held(s) * held(id)), 0)),
          ),
        );
        const again = new BasketLog({ scope, itemsMax: 100, basketsMax: 1e4 });
        again.restore(new Map([...log.chunks()].map((chunk) => [chunk.name, chunk.bytes()])));
        expect(learned(again).ranks(rest, hidden)).toEqual(ranks);
      }),
      { numRuns: 40 },
    );
  });
});
