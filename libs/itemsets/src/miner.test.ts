import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BasketCompletion, ItemsetMiner, measure, minerDefaults, RuleIndex } from "./index.ts";

const item = fc.integer({ min: 0, max: 12 }).map((n) => `i${n}`);
const basket = fc.uniqueArray(item, { minLength: 0, maxLength: 8 });
const baskets = fc.array(basket, { maxLength: 60 });

const bytesOf = (miner: ItemsetMiner): Map<string, Uint8Array> =>
  new Map([...miner.chunks()].map((c) => [c.name, c.bytes()]));

const naive = (all: readonly (readonly string[])[]): Map<string, number> => {
  const counts = new Map<string, number>();
  const add = (key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const b of all) {
    for (const a of b) add(a);
    for (const a of b) for (const c of b) if (a < c) add(`${a} ${c}`);
  }
  return counts;
};

const everyRule = { minCount: 1, minConfidence: 0, minLift: 0, sort: "lift", limit: 10_000 } as const;

/** Publishes a miner's rows into an index, in a shuffled order as after a cold start. */
const publish = (
  index: RuleIndex,
  partition: number,
  rows: Iterable<{ bytes: Uint8Array }>,
  miner: ItemsetMiner,
  turn: number,
): void => {
  const list = [...rows];
  for (let i = 0; i < list.length; i++) {
    const row = list[(i + turn) % list.length];
    if (row !== undefined) index.apply(partition, row.bytes);
  }
  index.totals(partition, miner.baskets, miner.errorBound);
};

describe("ItemsetMiner", () => {
  it("counts items and pairs as a batch count does, after every basket", () => {
    fc.assert(
      fc.property(baskets, (all) => {
        const miner = new ItemsetMiner();
        for (const [n, b] of all.entries()) {
          miner.add(b);
          const truth = naive(all.slice(0, n + 1));
          for (const [key, count] of truth) {
            const [a, c] = key.split(" ");
            const slot = miner.slot(a ?? "");
            expect(c === undefined ? miner.count(slot) : miner.pairCount(slot, miner.slot(c))).toBe(count);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("goes on from a snapshot as if it had never stopped", () => {
    fc.assert(
      fc.property(baskets, baskets, (before, after) => {
        const miner = new ItemsetMiner();
        for (const b of before) miner.add(b);
        const restored = new ItemsetMiner();
        restored.restore(bytesOf(miner));
        for (const b of after) {
          miner.add(b);
          restored.add(b);
        }
        expect(bytesOf(restored)).toEqual(bytesOf(miner));
        expect(restored.size.entries).toBe(miner.size.entries);
      }),
      { numRuns: 50 },
    );
  });

  it("stays within its bounds and says how far counts may be off", () => {
    const miner = new ItemsetMiner({ itemsMax: 3, pairsMax: 2, minCount: 5 });
    for (let n = 0; n < 10; n++) miner.add(["a", "b", "c", "d"]);
    expect(miner.slot("d")).toBe(-1);
    expect(miner.size.entries).toBe(5);
    expect(miner.errorBound).toBe(10);
    expect(miner.size.evictions).toBe(10);
  });
});

describe("RuleIndex", () => {
  it("gives over partitions and in any order of rows the rules of all baskets", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(basket, fc.nat(3), fc.boolean()), { maxLength: 60 }),
        fc.nat(7),
        (events, turn) => {
          const miners = [0, 1, 2, 3].map(() => new ItemsetMiner());
          const index = new RuleIndex(1);
          for (const [b, partition, flush] of events) {
            const miner = miners[partition];
            miner?.add(b);
            if (flush && miner !== undefined) publish(index, partition, miner.drain(), miner, turn);
          }
          for (const [p, miner] of miners.entries()) publish(index, p, miner.drain(), miner, turn);
          const truth = naive(events.map(([b]) => b));
          const rules = index.rules(everyRule);
          expect(rules.length).toBe([...truth.keys()].filter((k) => k.includes(" ")).length * 2);
          for (const rule of rules) {
            const [a = "", c = ""] = [rule.if[0], rule.then[0]];
            const both = truth.get(a < c ? `${a} ${c}` : `${c} ${a}`) ?? 0;
            expect(rule.count).toBe(both);
            expect(rule).toMatchObject(measure(both, truth.get(a) ?? 0, truth.get(c) ?? 0, events.length));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("forgets a partition as if it had never been", () => {
    fc.assert(
      fc.property(baskets, baskets, (kept, gone) => {
        const [a, b] = [new ItemsetMiner(), new ItemsetMiner()];
        for (const x of kept) a.add(x);
        for (const x of gone) b.add(x);
        const index = new RuleIndex(1);
        const alone = new RuleIndex(1);
        publish(index, 0, a.rows(), a, 0);
        publish(index, 1, b.rows(), b, 0);
        index.reset(1);
        publish(alone, 0, a.rows(), a, 0);
        const byName = (i: RuleIndex): unknown =>
          i
            .rules(everyRule)
            .map((r) => JSON.stringify(r))
            .sort();
        expect(byName(index)).toEqual(byName(alone));
      }),
      { numRuns: 40 },
    );
  });

  it("answers from a basket only rules that lead out of it", () => {
    const miner = new ItemsetMiner();
    for (let n = 0; n < 9; n++) miner.add(["bread", "butter", ...(n % 3 === 0 ? ["jam"] : [])]);
    const index = new RuleIndex(2);
    publish(index, 0, miner.drain(), miner, 0);
    const found = index.rulesFrom(["bread", "butter"], { ...everyRule, minCount: 2 });
    expect(found.map((r) => [r.if, r.then, r.count])).toEqual([
      [["bread"], ["jam"], 3],
      [["butter"], ["jam"], 3],
    ]);
  });
});

describe("BasketCompletion", () => {
  it("ranks as sorting all candidates would", () => {
    fc.assert(
      fc.property(baskets, basket, item, (all, shown, hidden) => {
        const miner = new ItemsetMiner({ ...minerDefaults, minCount: 2 });
        for (const b of all) miner.add(b);
        const rest = shown.filter((i) => i !== hidden);
        const { rules, popularity } = new BasketCompletion(miner).ranks(rest, hidden);
        const truth = naive(all);
        const known = [...truth.keys()].filter((k) => !k.includes(" ") && !rest.includes(k));
        if (!known.includes(hidden)) {
          expect(rules).toBe(Number.POSITIVE_INFINITY);
          return;
        }
        const pair = (a: string, c: string): number => {
          const both = truth.get(a < c ? `${a} ${c}` : `${c} ${a}`) ?? 0;
          return both < 2 ? 0 : both;
        };
        const confidence = (c: string): number =>
          Math.max(0, ...rest.map((a) => pair(a, c) / (truth.get(a) ?? 1)));
        const often = (c: string): number => truth.get(c) ?? 0;
        const byCount = [...known].sort((a, c) => often(c) - often(a) || miner.slot(a) - miner.slot(c));
        const byRule = [...byCount].sort((a, c) => confidence(c) - confidence(a));
        expect(popularity).toBe(byCount.indexOf(hidden) + 1);
        expect(rules).toBe(byRule.indexOf(hidden) + 1);
      }),
      { numRuns: 100 },
    );
  });
});
