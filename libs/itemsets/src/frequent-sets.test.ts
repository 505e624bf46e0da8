import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrequentSets } from "./index.ts";

const basket = fc
  .uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 6 })
  .map((items) => Int32Array.from(items).sort().reverse());

/** Baskets that come, old ones that leave, thresholds that rise and fall. */
const step = fc.record({
  basket,
  leaves: fc.option(fc.nat(), { freq: 3, nil: undefined }),
  want: fc.option(fc.integer({ min: 2, max: 12 }), { freq: 4, nil: undefined }),
  /** Work after which counting is interrupted by the next step. */
  units: fc.constantFrom(1, 10, 60, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
});

const naive = (baskets: Iterable<Int32Array>, maxLength: number): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const items of baskets) {
    for (let mask = 1; mask < 1 << items.length; mask++) {
      const set = [...items].filter((_, i) => (mask >> i) & 1);
      if (maxLength > 0 && set.length > maxLength) continue;
      const name = set.join();
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
};

const counted = ({ tree }: FrequentSets): Map<string, number> => {
  const counts = new Map<string, number>();
  for (let node = 1; node < tree.nodes; node++)
    if (tree.isHeld(node)) counts.set(tree.pathOf(node).join(), tree.count[node] ?? 0);
  return counts;
};

describe("FrequentSets", () => {
  it.each([0, 1, 3])(
    "knows after every step every set from its threshold on with its count, and no wrong count below (longest: %i)",
    (maxLength) => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 50, size: "max" }), (steps) => {
          const sets = new FrequentSets({ maxLength, setsMax: 100_000 });
          const held = new Map<number, Int32Array>();
          sets.want(2);
          for (const [n, { basket: items, leaves, want, units }] of steps.entries()) {
            held.set(sets.add(items), items);
            const leaver = leaves === undefined ? undefined : [...held.keys()][leaves % held.size];
            if (leaver !== undefined) {
              sets.remove(leaver);
              held.delete(leaver);
            }
            if (want !== undefined) sets.want(want);
            if (!sets.settle(n === steps.length - 1 ? undefined : units)) continue;
            const truth = naive(held.values(), maxLength);
            const known = counted(sets);
            const due = [...truth].filter(([, count]) => count >= sets.completeFrom);
            expect(due.filter(([set, count]) => known.get(set) !== count)).toEqual([]);
            expect([...known].filter(([set, count]) => count !== (truth.get(set) ?? 0))).toEqual([]);
          }
        }),
        { numRuns: 12 },
      );
    },
  );

  it("can be told to stop in the middle of counting candidates and go on later", () => {
    const [slow, fast] = [
      new FrequentSets({ maxLength: 0, setsMax: 1e5 }),
      new FrequentSets({ maxLength: 0, setsMax: 1e5 }),
    ];
    for (const sets of [slow, fast]) {
      for (const items of fc.sample(basket, { numRuns: 60, seed: 5 })) sets.add(items);
      sets.want(3);
    }
    fast.settle();
    let turns = 0;
    while (!slow.settle(10)) turns++;
    expect(turns).toBeGreaterThan(5);
    expect(counted(slow)).toEqual(counted(fast));
  });

  it("takes bursts of baskets of 674 items in small pieces, though they do not fit, and counts nothing wrong", () => {
    const sets = new FrequentSets({ maxLength: 3, setsMax: 30_000 });
    sets.want(3);
    const all: Set<number>[] = [];
    let [longest, pieces] = [0, 0];
    for (let n = 0; n < 10; n++) {
      const vast = Int32Array.from({ length: n % 4 === 0 ? 85 : 674 }, (_, i) => 2_000 - i);
      const items = n % 2 === 0 ? vast : Int32Array.from([1_950, 1_900, 7]);
      all.push(new Set(items));
      const before = sets.work;
      sets.add(items);
      longest = Math.max(longest, sets.work - before);
      for (let done = false; !done; pieces++) {
        const began = sets.work;
        done = sets.settle(5_000);
        longest = Math.max(longest, sets.work - began);
      }
      expect(sets.sets).toBeLessThanOrEqual(30_000);
    }
    expect(longest).toBeLessThan(40_000);
    expect(pieces).toBeGreaterThan(50);
    expect(sets.evictions).toBeGreaterThan(0);
    const some = [...counted(sets)].filter((_, n) => n % 20 === 0);
    const wrong = some.filter(([set, count]) => {
      const items = set.split(",").map(Number);
      return all.filter((basket) => items.every((item) => basket.has(item))).length !== count;
    });
    expect(wrong).toEqual([]);
  });

  it("stays within its bound, keeps the best supported and says from which count on it knows all", () => {
    const sets = new FrequentSets({ maxLength: 4, setsMax: 2_000 });
    sets.want(2);
    const all: Int32Array[] = [];
    const many = Int32Array.from({ length: 20 }, (_, i) => 200 - i);
    const few = Int32Array.from([5, 3, 1]);
    for (let n = 0; n < 40; n++) {
      const items = n < 4 ? many : few;
      all.push(items);
      sets.add(items);
      sets.settle();
      expect(sets.sets).toBeLessThanOrEqual(2_000);
    }
    expect(sets.evictions).toBeGreaterThan(0);
    expect(sets.completeFrom).toBeGreaterThan(4);
    expect(counted(sets).get("5,3,1")).toBe(36);
  });

  it("takes baskets of ten thousand items, of which no pair can be counted, in a bounded time and space", () => {
    const sets = new FrequentSets({ maxLength: 4, setsMax: 5_000 });
    sets.want(3);
    const vast = Int32Array.from({ length: 10_000 }, (_, i) => 10_000 - i);
    for (let n = 0; n < 8; n++) {
      sets.add(n % 2 === 0 ? vast : Int32Array.from([7, 2]));
      sets.settle();
      expect(sets.sets).toBeLessThanOrEqual(5_000);
    }
    expect(sets.itemCount(7)).toBe(8);
    expect(sets.work).toBeLessThan(20_000_000);
  });

  it.each([1, 3, 7])(
    "lets no less be known of a burst that came in one go (settled after every %i baskets)",
    (every) => {
      const sets = new FrequentSets({ maxLength: 4, setsMax: 100_000 });
      sets.want(5);
      const vast = Int32Array.from({ length: 674 }, (_, i) => 2_000 - i);
      for (let n = 1; n <= 19; n++) {
        sets.add(n <= 7 ? vast : Int32Array.from([5, 3, 1]));
        if (n % every === 0) sets.settle();
      }
      sets.settle();
      // No set of the burst is of more than 7 baskets: that is no reason to let sets of 12 go.
      expect(sets.completeFrom).toBeGreaterThan(7);
      expect(sets.completeFrom).toBeLessThan(12);
      expect(counted(sets).get("5,3,1")).toBe(12);
    },
  );

  it("comes back to the wanted threshold soon after a burst has passed", () => {
    const sets = new FrequentSets({ maxLength: 3, setsMax: 500 });
    sets.want(3);
    const vast = Int32Array.from({ length: 60 }, (_, i) => 100 - i);
    const burst = Array.from({ length: 20 }, () => {
      const tid = sets.add(vast);
      sets.settle();
      return tid;
    });
    expect(sets.completeFrom).toBeGreaterThan(20);
    for (const tid of burst) sets.remove(tid);
    let baskets = 0;
    for (; baskets < 100_000 && sets.completeFrom > 3; baskets++) {
      sets.remove(sets.add(Int32Array.from([2, 1])));
      sets.settle();
    }
    // A lower threshold each 4,096 baskets: it is not tried more and more seldom while nothing is against it.
    expect(sets.completeFrom).toBe(3);
    expect(baskets).toBeLessThan(30_000);
  });

  it("however vast baskets come among others, and are taken up: knows exactly all from no greater a count on than needed", () => {
    const few = fc
      .uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 2, maxLength: 4 })
      .map((items) => Int32Array.from(items).sort().reverse());
    const arrival = fc.record({
      few: fc.option(few, { freq: 2, nil: undefined }),
      units: fc.constantFrom(0, 0, 50, 1_000, Number.POSITIVE_INFINITY),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 140 }),
        fc.array(arrival, { minLength: 20, maxLength: 90, size: "max" }),
        (items, arrivals) => {
          const sets = new FrequentSets({ maxLength: 3, setsMax: 2_000 });
          sets.want(4);
          const vast = Int32Array.from({ length: items }, (_, i) => 1_000 - i);
          for (const { few: basket = vast, units } of arrivals) {
            sets.add(basket);
            if (units > 0 && sets.settle(units)) expect(sets.sets).toBeLessThanOrEqual(2_000);
          }
          sets.settle();
          const times = arrivals.filter(({ few: basket }) => basket === undefined).length;
          // All its pairs together do not fit: they have to go, and the threshold rises by half at a time.
          expect(sets.completeFrom).toBeLessThanOrEqual(Math.max(4, times) * 1.5);
          expect(sets.sets).toBeLessThanOrEqual(2_000);
          const truth = naive(
            arrivals.flatMap((one) => one.few ?? []),
            3,
          );
          const known = counted(sets);
          const due = [...truth].filter(([, count]) => count >= sets.completeFrom);
          expect(due.filter(([set, count]) => known.get(set) !== count)).toEqual([]);
          const of = (set: string): number => truth.get(set) ?? (Number(set.split(",")[0]) > 7 ? times : 0);
          expect([...known].filter(([set, count]) => count !== of(set))).toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
  });
});
