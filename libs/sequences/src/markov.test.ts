import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MarkovChain, mergePages, TransitionReplica } from "./index.ts";

/** A click of one of three sessions, or the end of that session. */
const click = fc.record({
  session: fc.nat(2),
  page: fc.oneof(fc.nat(4), fc.nat(40)).map((n) => `p${n}`),
  ends: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});
type Click = typeof click extends fc.Arbitrary<infer T> ? T : never;
const clicks = fc.array(click, { maxLength: 100 });

/** Sessions beside a chain, as a service holds them. */
class Visitors {
  readonly sessions: { last: string; clicks: number }[] = [];
  previous(c: Click): string | undefined {
    return this.sessions[c.session]?.last;
  }
  play(chain: MarkovChain, c: Click): void {
    const open = this.sessions[c.session];
    if (c.ends) {
      if (open !== undefined) chain.exit(open.last, open.clicks);
      delete this.sessions[c.session];
      return;
    }
    chain.learn(open?.last, c.page);
    this.sessions[c.session] = { last: c.page, clicks: (open?.clicks ?? 0) + 1 };
  }
}

const played = (chain: MarkovChain, list: readonly Click[], visitors = new Visitors()): MarkovChain => {
  for (const c of list) visitors.play(chain, c);
  return chain;
};
const snapshot = (chain: MarkovChain): Map<string, Uint8Array> =>
  new Map([...chain.chunks()].map((c) => [c.name, c.bytes()]));
const publish = (chain: MarkovChain, replica: TransitionReplica): void => {
  const { changed, removed } = chain.changedItems();
  for (const itemId of removed) replica.remove(itemId);
  for (const itemId of changed) replica.apply(chain.transitionRow(itemId) ?? new Uint8Array());
};
const pages = [undefined, ...Array.from({ length: 41 }, (_, n) => `p${n}`)];

describe("MarkovChain", () => {
  test("ranks as the formula does over all pages", () => {
    fc.assert(
      fc.property(clicks, click, (list, next) => {
        const chain = new MarkovChain({ backOff: 2 });
        const visits = new Map<string, number>();
        const steps = new Map<string, number>();
        const visitors = new Visitors();
        for (const c of list) {
          if (!c.ends) {
            const step = `${visitors.previous(c)}>${c.page}`;
            visits.set(c.page, (visits.get(c.page) ?? 0) + 1);
            steps.set(step, (steps.get(step) ?? 0) + 1);
          }
          visitors.play(chain, c);
        }
        const total = [...visits.values()].reduce((a, b) => a + b, 0);
        const previous = visitors.previous(next);
        const order = [...visits]
          .map(([page, n], slot) => {
            const count = previous === undefined ? 0 : (steps.get(`${previous}>${page}`) ?? 0);
            return { page, slot, score: count + (2 * n) / total };
          })
          .sort((a, b) => b.score - a.score || a.slot - b.slot)
          .map(({ page }) => page);
        const rank = order.indexOf(next.page) + 1;
        expect(chain.rank(previous, next.page)).toBe(rank === 0 ? Number.POSITIVE_INFINITY : rank);
        expect(chain.top(previous, 256).map((i) => i.itemId)).toEqual(order);
      }),
      { numRuns: 50 },
    );
  });

  test("serves the order that it scores, with probabilities that add up to 1 at most, also when pages leave", () => {
    fc.assert(
      fc.property(
        clicks,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (list, capacity, successors) => {
          const chain = played(new MarkovChain({ capacity, successors }), list);
          for (const previous of pages) {
            const top = chain.top(previous, 256);
            for (const [i, { itemId }] of top.entries()) expect(chain.rank(previous, itemId)).toBe(i + 1);
            expect(top.reduce((sum, { score }) => sum + score, 0)).toBeLessThan(1 + 1e-9);
            expect(top).toHaveLength(chain.size.entries);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test("continues after a restore as the original does, to the byte, and predicting changes nothing", () => {
    fc.assert(
      fc.property(clicks, clicks, (before, after) => {
        const options = { capacity: 8, successors: 3 };
        const visitors = new Visitors();
        const original = played(new MarkovChain(options), before, visitors);
        const copy = new MarkovChain(options);
        copy.restore(snapshot(original));
        const others = new Visitors();
        others.sessions.push(...visitors.sessions);
        for (const c of after) {
          expect(copy.rank(others.previous(c), c.page)).toBe(original.rank(visitors.previous(c), c.page));
          copy.exitProbability(c.page);
          copy.top(c.page, 10);
          copy.page(c.page);
          visitors.play(original, c);
          others.play(copy, c);
        }
        expect(snapshot(copy)).toEqual(snapshot(original));
        expect(copy.size.evictions).toBe(original.size.evictions);
      }),
      { numRuns: 40 },
    );
  });

  test("moves a chunk's revision whenever its bytes change", () => {
    fc.assert(
      fc.property(fc.array(click, { maxLength: 30 }), (list) => {
        const chain = new MarkovChain({ capacity: 4, successors: 2 });
        const visitors = new Visitors();
        for (const c of list) {
          const before = new Map([...chain.chunks()].map((k) => [k.name, [k.revision, k.bytes()] as const]));
          visitors.play(chain, c);
          for (const k of chain.chunks()) {
            const [revision, bytes] = before.get(k.name) ?? [-1, new Uint8Array()];
            if (k.revision === revision) expect(k.bytes()).toEqual(bytes);
          }
        }
      }),
    );
  });

  test("counts entries, exits and bounces", () => {
    const chain = new MarkovChain();
    chain.learn(undefined, "a");
    chain.exit("a", 1);
    for (let i = 0; i < 3; i++) {
      chain.learn(undefined, "a");
      chain.learn("a", "b");
      chain.exit("b", 2);
    }
    const page = mergePages([chain.page("a") ?? []].flat(), 10);
    expect(page).toMatchObject({
      visits: 4,
      entries: 4,
      exits: 1,
      bounces: 1,
      bounceRate: 0.25,
      exitRate: 0.25,
    });
    expect(page?.transitions).toEqual([{ itemId: "b", count: 3, probability: 1 }]);
    expect(chain.exitProbability("b")).toBeGreaterThan(chain.exitProbability("a"));
  });
});

describe("TransitionReplica", () => {
  test("answers as the chain does, however often rows are published and though pages leave", () => {
    fc.assert(
      fc.property(
        fc.array(clicks, { maxLength: 4 }),
        fc.integer({ min: 2, max: 50 }),
        (batches, capacity) => {
          const chain = new MarkovChain({ capacity, successors: 4 });
          const replica = new TransitionReplica();
          const visitors = new Visitors();
          for (const list of batches) {
            played(chain, list, visitors);
            publish(chain, replica);
            for (const page of pages) {
              expect(replica.top(page, 20)).toEqual(chain.top(page, 20));
              if (page === undefined) continue;
              expect(replica.page(page)).toEqual(chain.page(page));
              expect(replica.exitProbability(page)).toBe(chain.exitProbability(page));
            }
          }
          expect(replica.pages).toBe(chain.size.entries);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("answers as the chain does when every row ever published comes again in another order, and no removal", () => {
    const batches = fc.array(fc.array(click, { maxLength: 40 }), { maxLength: 4 });
    fc.assert(
      fc.property(batches, fc.infiniteStream(fc.nat()), (lists, dice) => {
        const chain = new MarkovChain({ capacity: 6 });
        const latest = new Map<string, Uint8Array>();
        const visitors = new Visitors();
        for (const list of lists) {
          played(chain, list, visitors);
          for (const id of chain.changedItems().changed)
            latest.set(id, chain.transitionRow(id) ?? new Uint8Array());
        }
        const shuffled = [...latest.values()]
          .map((row) => ({ row, at: dice.next().value }))
          .sort((a, b) => a.at - b.at);
        const replica = new TransitionReplica();
        for (const { row } of [...shuffled, ...shuffled]) replica.apply(row);
        for (const page of pages) expect(replica.top(page, 20)).toEqual(chain.top(page, 20));
      }),
      { numRuns: 30 },
    );
  });

  test("of several partitions merges into the pages of one chain over all sessions", () => {
    fc.assert(
      fc.property(clicks, clicks, (one, two) => {
        const parts = [played(new MarkovChain(), one), played(new MarkovChain(), two)];
        const whole = played(played(new MarkovChain(), one), two);
        for (const page of pages) {
          if (page === undefined) continue;
          const found = parts.flatMap((chain) => chain.page(page) ?? []);
          expect(mergePages(found, 50)).toEqual(mergePages([whole.page(page) ?? []].flat(), 50));
        }
      }),
      { numRuns: 25 },
    );
  });
});
