import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BasketIndex,
  BasketLog,
  type Correction,
  fisherTail,
  type Place,
  type Rule,
  type RuleQuery,
} from "./index.ts";

const scope = { kind: "landmark" } as const;
const every: RuleQuery = { minCount: 1, minConfidence: 0, minLift: 0, sort: "lift", limit: 1e5 };

const indexOf = (baskets: readonly (readonly string[])[]): BasketIndex => {
  const log = new BasketLog({ scope, itemsMax: 100, basketsMax: 1e5 });
  const index = new BasketIndex({
    scope,
    minCount: 1,
    minSupport: 1e-6,
    maxLength: 4,
    setsMax: 1e5,
    trendHalfLifeMs: 3_600_000,
  });
  for (const [n, items] of baskets.entries()) log.add(items, n);
  for (const { kind, number, bytes } of log.drain()) index.changed(0, kind, number, bytes);
  index.progressed(0, { folded: 0, errorBound: 0 });
  index.settle();
  return index;
};

const item = fc.integer({ min: 0, max: 5 }).map((n) => `i${n}`);
const baskets = fc.array(fc.uniqueArray(item, { minLength: 1, maxLength: 5 }), {
  minLength: 5,
  maxLength: 25,
});
const nameOf = (rule: Pick<Rule, "if" | "then">): string => `${rule.if} > ${rule.then}`;
const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);

/** What a correction for all rules tried makes of a p-value, by its definition. */
const adjustment = (tried: readonly Rule[], correction: Correction = "bonferroni") => {
  const all = tried.map((r) => r.pValue).sort((a, b) => a - b);
  return (pValue: number): number => {
    if (correction === "none") return pValue;
    if (correction === "bonferroni") return Math.min(1, pValue * all.length);
    // The least share of false discoveries at which the test is among those that step-up rejects.
    const from = all.findIndex((p) => p >= pValue - 1e-15);
    return all.slice(from).reduce((least, p, i) => Math.min(least, (p * all.length) / (from + i + 1)), 1);
  };
};

describe("rules", () => {
  it("are those of all rules that a filter lets through, whatever is asked", () => {
    fc.assert(
      fc.property(
        baskets,
        fc.record({
          minCount: fc.integer({ min: 1, max: 4 }),
          minConfidence: fc.constantFrom(0, 0.5, 1),
          minLift: fc.constantFrom(0, 1, 1.5),
          minImprovement: fc.constantFrom(undefined, 0.1),
          // No p-value of so few baskets is that number, so that rounding decides nothing.
          maxPValue: fc.constantFrom(undefined, 0.5071),
          correction: fc.constantFrom(undefined, "bonferroni", "benjamini-hochberg", "none"),
          thenSize: fc.constantFrom(undefined, 1, 2),
          size: fc.constantFrom(undefined, 0, 2, 3),
          sort: fc.constantFrom("lift", "confidence", "support", "leverage", "conviction"),
        }),
        (list, filter) => {
          const index = indexOf(list);
          const {
            minCount,
            minConfidence,
            minLift,
            minImprovement = 0,
            maxPValue = 1,
            thenSize,
            size = 0,
          } = filter;
          const tried = index
            .rules(every)
            .rules.filter((r) => r.count >= minCount && (size === 0 || r.if.length + r.then.length <= size));
          const adjusted = adjustment(tried, filter.correction);
          const due = tried
            .filter((r) => r.confidence >= minConfidence - 1e-12 && r.lift >= minLift - 1e-12)
            .filter((r) => minImprovement === 0 || r.improvement >= minImprovement)
            .filter((r) => maxPValue === 1 || adjusted(r.pValue) <= maxPValue + 1e-12)
            .filter((r) => thenSize === undefined || r.then.length === thenSize);
          const found = index.rules({ ...every, ...filter });
          expect(found.rules.map(nameOf).sort()).toEqual(due.map(nameOf).sort());
          expect(found.tried).toBe(tried.length);
          const wrong = found.rules.filter((r) => Math.abs(r.adjustedPValue - adjusted(r.pValue)) > 1e-9);
          expect(wrong).toEqual([]);
          const keys = found.rules.map((r) => r[filter.sort as "lift"] ?? Number.POSITIVE_INFINITY);
          for (const [n, key] of keys.entries())
            expect(key).toBeLessThanOrEqual((keys[n - 1] ?? Infinity) + 1e-9);
          const pages: Rule[] = [];
          for (let after: Place | undefined, page = 0; page === 0 || after !== undefined; page++) {
            const { rules, next } = index.rules({ ...every, ...filter, limit: 7, after });
            expect(rules).toHaveLength(Math.min(7, due.length - pages.length));
            pages.push(...rules);
            after = next;
          }
          expect(pages.map(nameOf)).toEqual(found.rules.map(nameOf));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("lead out of a basket, from a side, to a side, or hold an item, as their sides say", () => {
    fc.assert(
      fc.property(baskets, fc.uniqueArray(item, { minLength: 1, maxLength: 3 }), (list, asked) => {
        const index = indexOf(list);
        const all = index.rules(every).rules;
        const named = (query: Partial<RuleQuery>): string[] =>
          index
            .rules({ ...every, ...query })
            .rules.map(nameOf)
            .sort();
        const due = (keep: (rule: Rule) => boolean): string[] => all.filter(keep).map(nameOf).sort();
        const isAsked = (id: string): boolean => asked.includes(id);
        const same = (side: readonly string[]): boolean =>
          side.length === asked.length && side.every(isAsked);
        expect(named({ within: asked })).toEqual(due((r) => r.if.every(isAsked) && !r.then.some(isAsked)));
        expect(named({ if: asked })).toEqual(due((r) => same(r.if)));
        expect(named({ then: asked })).toEqual(due((r) => same(r.then)));
        const [one = ""] = asked;
        expect(named({ item: one })).toEqual(due((r) => r.if.includes(one) || r.then.includes(one)));
        expect(named({ if: asked, then: ["i0"] })).toEqual(due((r) => same(r.if) && `${r.then}` === "i0"));
      }),
      { numRuns: 20 },
    );
    expect(indexOf([["a", "b"]]).rules({ ...every, if: ["a", "nobody bought this"] }).rules).toEqual([]);
  });

  it("tell by how much they beat every simpler rule", () => {
    const index = indexOf([["a", "b", "c"], ["a", "c"], ["a"], ["b"], ["b", "d"], ["c", "d"]]);
    const rule = index.rules({ ...every, if: ["a", "b"], then: ["c"] }).rules[0];
    // Confidence 1; of {a} → {c} 2/3, of {b} → {c} 1/3, of nothing → {c} 1/2.
    expect(rule?.improvement).toBeCloseTo(1 - 2 / 3, 12);
    const single = index.rules({ ...every, if: ["a"], then: ["c"] }).rules[0];
    expect(single?.improvement).toBeCloseTo(2 / 3 - 1 / 2, 12);
  });
});

describe("fisherTail", () => {
  it("is the hypergeometric tail, summed term by term", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), fc.nat(40), fc.nat(40), (n, a, b, c) => {
        const [left, right] = [a % (n + 1), b % (n + 1)];
        const both = c % (Math.min(left, right) + 1);
        let tail = 0;
        for (let k = both; k <= Math.min(left, right); k++)
          if (right - k <= n - left)
            tail += (choose(left, k) * choose(n - left, right - k)) / choose(n, right);
        expect(fisherTail(both, left, right, n)).toBeCloseTo(tail, 8);
      }),
      { numRuns: 300 },
    );
  });

  it("stays a probability where counts are in the millions", () => {
    expect(fisherTail(1_000, 50_000, 20_000, 1_000_000)).toBeCloseTo(0.5, 1);
    expect(fisherTail(5_000, 50_000, 20_000, 1_000_000)).toBeLessThan(1e-100);
    expect(fisherTail(10, 50_000, 20_000, 1_000_000)).toBeCloseTo(1, 9);
  });
});

describe("the trend of a rule", () => {
  it("is told by its lift where new baskets weigh more, which a sum over all of them gives too", () => {
    fc.assert(
      fc.property(baskets, (list) => {
        const weight = (n: number): number => 2 ** ((n - list.length + 1) / 3_600_000);
        const sum = (...ids: readonly string[]): number =>
          list.reduce((all, b, n) => all + (ids.every((id) => b.includes(id)) ? weight(n) : 0), 0);
        for (const rule of indexOf(list).rules({ ...every, limit: 20 }).rules) {
          const due = (sum(...rule.if, ...rule.then) * sum()) / (sum(...rule.if) * sum(...rule.then));
          expect(rule.recentLift).toBeCloseTo(due, 9);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("rises for what began to be bought together, falls for what ceased to be, and else neither", () => {
    const day = 86_400_000;
    const log = new BasketLog({ scope, itemsMax: 100, basketsMax: 1e5 });
    const settings = { scope, minCount: 5, minSupport: 0.001, maxLength: 3, setsMax: 1e5 };
    const index = new BasketIndex({ ...settings, trendHalfLifeMs: day });
    for (let n = 0; n < 3_000; n++) {
      const late = n > 2_000;
      const odd = n % 2 === 0;
      const first = odd ? ["rum", late ? "lime" : "cola"] : ["gin", late ? "cola" : "lime"];
      log.add([...first, ...(n % 3 === 0 ? ["nuts", "beer"] : [])], (n * day) / 100);
    }
    for (const { kind, number, bytes } of log.drain()) index.changed(0, kind, number, bytes);
    index.progressed(0, { folded: 0, errorBound: 0 });
    index.settle();
    const moving = (trend: "rising" | "falling"): string[] =>
      index
        .rules({ ...every, minCount: 5, size: 2, trend })
        .rules.map(nameOf)
        .sort();
    expect(moving("rising")).toEqual(["cola > gin", "gin > cola", "lime > rum", "rum > lime"]);
    expect(moving("falling")).toEqual(["cola > rum", "gin > lime", "lime > gin", "rum > cola"]);
  });
});
