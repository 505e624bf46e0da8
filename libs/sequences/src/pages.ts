import { counter, type TransitionView } from "./transition-view.ts";

/** How often one page followed another. */
export interface Step {
  readonly itemId: string;
  readonly count: number;
}

/** One page's counts. They add up over partitions. */
export interface PageCounts {
  readonly itemId: string;
  readonly visits: number;
  /** Sessions that began here. */
  readonly entries: number;
  /** Sessions that ended here. */
  readonly exits: number;
  /** Sessions of this one click. */
  readonly bounces: number;
  /** Visits that went on to another click. */
  readonly departures: number;
  /** Where they went, most frequent first; at most the chain's `successors`. */
  readonly steps: readonly Step[];
}

/** What is told about a page. */
export interface PageStats extends Omit<PageCounts, "steps"> {
  /** Bounces among the sessions that began here, 0 to 1. */
  readonly bounceRate: number;
  /** Exits among the visits, 0 to 1. */
  readonly exitRate: number;
  /** The most frequent next pages, with their share in the departures. */
  readonly transitions: readonly (Step & { readonly probability: number })[];
}

/** The counts of the page in `slot`, or undefined where there is none. O(successors). */
export const pageOf = (view: TransitionView, slot: number): PageCounts | undefined => {
  const itemId = slot < 0 ? undefined : view.idOf(slot);
  if (itemId === undefined) return undefined;
  const row = view.successors(slot);
  const steps: Step[] = [];
  for (let i = 0; row !== undefined && i < row.size; i++) {
    const to = view.idOf(row.slot(i, view.serials));
    if (to !== undefined) steps.push({ itemId: to, count: row.count(i) });
  }
  return {
    itemId,
    visits: view.visits.data[slot] ?? 0,
    entries: counter(view, slot, "entries"),
    exits: counter(view, slot, "exits"),
    bounces: counter(view, slot, "bounces"),
    departures: counter(view, slot, "departures"),
    steps,
  };
};

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/**
 * One page as all partitions together saw it; undefined when none did. Most frequent next pages first, of equals by id.
 * @param parts the page's counts, one per partition that has it.
 * @param limit most transitions listed.
 */
export const mergePages = (parts: readonly PageCounts[], limit: number): PageStats | undefined => {
  const [first] = parts;
  if (first === undefined) return undefined;
  const total = (of: (page: PageCounts) => number): number => parts.reduce((sum, page) => sum + of(page), 0);
  const counts = new Map<string, number>();
  for (const { steps } of parts)
    for (const { itemId, count } of steps) counts.set(itemId, (counts.get(itemId) ?? 0) + count);
  const visits = total((p) => p.visits);
  const entries = total((p) => p.entries);
  const exits = total((p) => p.exits);
  const bounces = total((p) => p.bounces);
  const departures = total((p) => p.departures);
  const transitions = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([itemId, count]) => ({ itemId, count, probability: ratio(count, departures) }));
  return {
    itemId: first.itemId,
    visits,
    entries,
    exits,
    bounces,
    departures,
    bounceRate: ratio(bounces, entries),
    exitRate: ratio(exits, visits),
    transitions,
  };
};
