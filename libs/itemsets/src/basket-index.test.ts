import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BasketIndex, BasketLog, measure, type Place, type Scope } from "./index.ts";
import { finished } from "./pieces.ts";
import { countNaively, type NaiveCounts, type TimedBasket } from "./testing/naive.ts";

const PARTITIONS = 3;
const MINUTE = 60_000;
const item = fc.integer({ min: 0, max: 8 }).map((n) => `i${n}`);
const basket = fc.uniqueArray(item, { minLength: 1, maxLength: 6 });

/** What comes: a basket for a partition, somewhat late perhaps; and whether its partition publishes then. */
const arrivals = fc.array(
  fc.record({
    items: basket,
    partition: fc.nat(PARTITIONS - 1),
    late: fc.constantFrom(0, 0, 0, 3, 25),
    publish: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60, size: "max" },
);

const scopes: [name: string, scope: Scope][] = [
  ["all baskets", { kind: "landmark" }],
  ["the newest 20 baskets", { kind: "window", baskets: 20 }],
  ["the newest 20 minutes", { kind: "duration", ms: 20 * MINUTE }],
  ["decay by half in 10 minutes", { kind: "decay", halfLifeMs: 10 * MINUTE }],
];

const settings = {
  minCount: 2,
  minSupport: 0.1,
  maxLength: 4,
  setsMax: 100_000,
  trendHalfLifeMs: 3_600_000,
  itemsMax: 100,
  basketsMax: 100_000,
};

/** Publishes what changed; blocks in reverse, as a cold start may bring them. */
const publish = (log: BasketLog, index: BasketIndex, partition: number): void => {
  const changes = [...log.drain()];
  const pages = changes.filter(({ kind }) => kind === "items");
  const blocks = changes.filter(({ kind }) => kind === "baskets").reverse();
  for (const { kind, number, bytes } of [...pages, ...blocks]) index.changed(partition, kind, number, bytes);
  index.progressed(partition, { folded: log.folded, errorBound: log.errorBound });
};

const rounded = (value: number): number => Number(value.toPrecision(9));

const frequent = ({ sets }: NaiveCounts, minCount: number): Record<string, number> =>
  Object.fromEntries(
    [...sets].filter(([, count]) => count >= minCount).map(([name, count]) => [name, rounded(count)]),
  );

const told = (index: BasketIndex, minCount: number): Record<string, number> =>
  Object.fromEntries(
    index.itemsets(minCount, 0, 1e6).map(({ items, count }) => [items.join(" "), rounded(count)]),
  );

/** The names of all sets, page by page. */
const pagesOf = (index: BasketIndex, minCount: number, limit: number): string[] => {
  const names: string[] = [];
  for (let after: Place | undefined, page = 0; page === 0 || after !== undefined; page++) {
    const pieces = index.itemsetsInPieces({ minCount, size: 0, limit, after });
    const { itemsets, next } = finished(pieces);
    names.push(...itemsets.map(({ items }) => items.join(" ")));
    after = next;
  }
  return names;
};

/** All rules with their measures, as text. */
const rulesTold = (index: BasketIndex, minCount: number): string[] => {
  const { rules } = index.rules({ minCount, minConfidence: 0, minLift: 0, sort: "lift", limit: 1e6 });
  return rules
    .map((r) => [r.if, ">", r.then, rounded(r.support), rounded(r.confidence), rounded(r.lift)].join(" "))
    .sort();
};

/** Every frequent set split in every way. */
const rulesDue = (truth: NaiveCounts, minCount: number): string[] => {
  const due: string[] = [];
  for (const name of Object.keys(frequent(truth, minCount))) {
    const items = name.split(" ");
    for (let mask = 1; mask < (1 << items.length) - 1; mask++) {
      const left = items.filter((_, i) => (mask >> i) & 1);
      const right = items.filter((_, i) => !((mask >> i) & 1));
      const of = (side: readonly string[]): number => truth.sets.get(side.join(" ")) ?? 0;
      const { support, confidence, lift } = measure(of(items), of(left), of(right), truth.baskets);
      due.push([left, ">", right, rounded(support), rounded(confidence), rounded(lift)].join(" "));
    }
  }
  return due.sort();
};

const newLogs = (scope: Scope): BasketLog[] =>
  Array.from({ length: PARTITIONS }, () => new BasketLog({ ...settings, scope }));

describe.each(scopes)("over %s", (_, scope) => {
  it("after every publication, sets and rules of all partitions are those of a batch", () => {
    fc.assert(
      fc.property(arrivals, (list) => {
        const logs = newLogs(scope);
        const index = new BasketIndex({ ...settings, scope });
        const known: TimedBasket[][] = logs.map(() => []);
        for (const [n, { items, partition, late, publish: now }] of list.entries()) {
          // Times differ, so that no window has to choose between equals.
          const time = (n - late) * MINUTE + n;
          const log = logs[partition];
          if (log === undefined) continue;
          if (!log.isLate(time)) log.add(items, time);
          known[partition]?.push({ items, time });
          if (!now && n < list.length - 1) continue;
          for (const [p, each] of logs.entries()) publish(each, index, p);
          expect(index.settle()).toBe(true);
          const truth = countNaively(known.flat(), scope, settings.maxLength);
          expect(rounded(index.baskets)).toBe(rounded(truth.baskets));
          const minCount = Math.max(settings.minCount, index.countOf(settings.minSupport));
          expect(told(index, minCount)).toEqual(frequent(truth, minCount));
          // What is kept for one question is still true at the next one, whatever came and left in between.
          if (n % 3 === 0 || n === list.length - 1)
            expect(rulesTold(index, minCount)).toEqual(rulesDue(truth, minCount));
        }
      }),
      { numRuns: 5 },
    );
  });

  it("a reader that comes late, and one that saw a partition begin anew, know what the first one knows", () => {
    fc.assert(
      fc.property(arrivals, fc.nat(PARTITIONS - 1), (list, again) => {
        const logs = newLogs(scope);
        const index = new BasketIndex({ ...settings, scope });
        for (const [n, { items, partition, late, publish: now }] of list.entries()) {
          const time = (n - late) * MINUTE + n;
          const log = logs[partition];
          if (log === undefined || log.isLate(time)) continue;
          log.add(items, time);
          if (now) publish(log, index, partition);
          if (now) index.settle();
        }
        const late = new BasketIndex({ ...settings, scope });
        index.reset(again);
        for (const [p, log] of logs.entries()) {
          if (p !== again) publish(log, index, p);
          for (const reader of p === again ? [late, index] : [late]) {
            for (const { kind, number, bytes } of log.all()) reader.changed(p, kind, number, bytes);
            reader.progressed(p, { folded: 0, errorBound: 0 });
          }
        }
        expect([late.settle(), index.settle()]).toEqual([true, true]);
        expect(rounded(index.baskets)).toBe(rounded(late.baskets));
        const minCount = Math.max(2, index.countOf(settings.minSupport));
        expect(told(index, minCount)).toEqual(told(late, minCount));
        expect(pagesOf(index, minCount, 3)).toEqual(pagesOf(late, minCount, 1e6));
      }),
      { numRuns: 8 },
    );
  });
});

describe("BasketIndex", () => {
  const landmark = { kind: "landmark" } as const;
  const filled = (baskets: readonly (readonly string[])[], of = settings): BasketIndex => {
    const log = new BasketLog({ ...of, scope: landmark });
    const index = new BasketIndex({ ...of, scope: landmark });
    for (const [n, items] of baskets.entries()) log.add(items, n);
    publish(log, index, 0);
    index.settle();
    return index;
  };

  it("lets a whole window go in small pieces where a basket comes from much later", () => {
    const scope = { kind: "duration", ms: MINUTE } as const;
    const log = new BasketLog({ ...settings, scope });
    const index = new BasketIndex({ ...settings, scope });
    for (let n = 0; n < 600; n++) log.add(["a", `b${n % 5}`, `c${n % 3}`], n);
    publish(log, index, 0);
    index.settle();
    const other = new BasketLog({ ...settings, scope });
    other.add(["late"], 600 + 2 * MINUTE);
    publish(other, index, 1);
    let pieces = 1;
    while (!index.settle(200)) pieces++;
    expect(pieces).toBeGreaterThan(20);
    expect(told(index, 1)).toEqual({ late: 1 });
    expect(index.baskets).toBe(1);
  });

  it("counts companions of an item from any count on, however high the kept support is", () => {
    const index = filled([["a", "b"], ["a", "b", "c"], ["a"], ["c"], ["b", "c"]], {
      ...settings,
      minSupport: 1,
    });
    const counts = index.together("a", 1).map(({ itemId, count }) => [itemId, count]);
    expect(counts.sort()).toEqual([
      ["b", 2],
      ["c", 1],
    ]);
    expect(index.together("nothing", 1)).toEqual([]);
  });

  it("counts rarer sets when they are asked for", () => {
    const baskets = Array.from({ length: 40 }, (_, n) => (n % 10 === 0 ? ["a", "b"] : [`x${n % 3}`]));
    const index = filled(baskets, { ...settings, minSupport: 0.3 });
    expect(index.completeFrom).toBeGreaterThan(4);
    index.demand(0.1);
    expect(index.settle()).toBe(true);
    expect(told(index, 4)).toMatchObject({ "a b": 4 });
  });

  it("frees the numbers of items that have left the window", () => {
    const scope = { kind: "window", baskets: 64 } as const;
    const log = new BasketLog({ ...settings, scope, itemsMax: 10_000 });
    const index = new BasketIndex({ ...settings, scope });
    for (let n = 0; n < 3_000; n++) {
      log.add([`only-${n}`, "always"], n);
      if (n % 50 === 0) publish(log, index, 0);
      index.settle();
    }
    expect(index.size.entries).toBeLessThan(400);
    expect(log.size.entries).toBeLessThan(600);
  });
});
