import fc from "fast-check";
import { expect, test } from "vitest";
import { type OutLinks, PageRankGraph, pageRankByPowerIteration } from "./page-rank.ts";

const PAGES = 12;
const page = fc.nat(PAGES - 1);
const change = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("add" as const),
      from: page,
      to: page,
      weight: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("expire" as const), from: page, to: page }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), from: page }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("ask" as const), links: fc.nat(40) }) },
);

/** The graph as maps, and its links as the rank graph takes them. */
class Plain {
  readonly edges = new Map<number, Map<number, number>>();
  links(from: number): OutLinks {
    const row = [...(this.edges.get(from) ?? [])];
    return { to: row.map(([to]) => to), weight: row.map(([, weight]) => weight) };
  }
}

test("ranks kept while links come and go equal a power iteration from scratch, to 1e-6", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120, size: "max" }), (changes) => {
      const graph = new PageRankGraph();
      const plain = new Plain();
      for (const one of changes) {
        if (one.do === "ask") {
          graph.push(one.links);
          continue;
        }
        if (one.do === "remove") {
          for (const [from, row] of plain.edges)
            if (row.delete(one.from)) graph.setLinks(from, plain.links(from));
          plain.edges.delete(one.from);
          graph.remove(one.from);
          continue;
        }
        const row = plain.edges.get(one.from) ?? new Map<number, number>();
        plain.edges.set(one.from, row);
        if (one.do === "add") {
          row.set(one.to, (row.get(one.to) ?? 0) + one.weight);
          if (!plain.edges.has(one.to)) plain.edges.set(one.to, new Map());
          graph.add(one.to);
        } else row.delete(one.to);
        graph.setLinks(one.from, plain.links(one.from));
      }
      expect(graph.push(Number.POSITIVE_INFINITY)).toBe(true);
      const ids = [...plain.edges.keys()];
      const truth = pageRankByPowerIteration(
        ids.map((from) => {
          const { to, weight } = plain.links(from);
          return { to: Array.from(to, (id) => ids.indexOf(id)), weight };
        }),
      );
      expect(graph.pages).toBe(ids.length);
      ids.forEach((id, i) => {
        expect(Math.abs(graph.rank(id) - (truth[i] ?? 0))).toBeLessThan(1e-6);
      });
    }),
    { numRuns: 60 },
  );
});

test("the textbook cases hold: a dangling page, a self loop, two parts that do not touch", () => {
  const graph = new PageRankGraph();
  graph.setLinks(0, { to: [1], weight: [1] });
  graph.add(1);
  graph.setLinks(0, { to: [1], weight: [1] });
  graph.setLinks(2, { to: [2], weight: [3] });
  graph.push(Number.POSITIVE_INFINITY);
  const truth = pageRankByPowerIteration([
    { to: [1], weight: [1] },
    { to: [], weight: [] },
    { to: [2], weight: [3] },
  ]);
  expect([0, 1, 2].map((id) => graph.rank(id)).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  for (const id of [0, 1, 2]) expect(graph.rank(id)).toBeCloseTo(truth[id] ?? 0, 7);
  expect(graph.rank(2)).toBeGreaterThan(graph.rank(1));
});

test("one changed page of a graph with neighbourhoods costs a fraction of working all of it out", () => {
  const n = 2_000;
  const budget = 30_000;
  const graph = new PageRankGraph({ tolerance: 1e-6 });
  for (let i = 0; i < n; i++) graph.add(i);
  for (let i = 0; i < n; i++) graph.setLinks(i, { to: [(i + 3) % n, (i + n - 2) % n], weight: [2, 1] });
  expect(graph.push(budget)).toBe(false);
  graph.push(Number.POSITIVE_INFINITY);
  graph.setLinks(17, { to: [4], weight: [1] });
  expect(graph.settled).toBe(false);
  expect(graph.push(budget)).toBe(true);
});
