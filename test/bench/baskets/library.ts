import { BasketIndex, BasketLog } from "@millrace/itemsets";
import type { Program } from "../program.ts";
import { nowMs } from "../timer.ts";
import { longestTurns, type Turns } from "./turns.ts";

const QUERIES = 200;
/** A stream that takes longer is not gone through again. */
const AGAIN_SECONDS = 2;
const AGAIN_TIMES = 3;
/** Room for sets while mining. */
const SETS_MAX = 4_000_000;

/** What to mine. */
export interface LibraryInput {
  readonly baskets: readonly (readonly string[])[];
  readonly minSupport: number;
  /** 0 is no limit. */
  readonly maxLength: number;
}

/** What mining cost. */
export interface LibraryOutput {
  /** Sets of at least the support at the end. */
  readonly sets: number;
  /** From the first basket to the last, with all sets counted after every one. */
  readonly everyBasketSeconds: number;
  /** The same in a process that has done it before, as a service has; where that is short enough to be done again. */
  readonly warmSeconds: number | undefined;
  /** Processor time of that. */
  readonly everyBasketCpuSeconds: number;
  /** Until all sets are counted where all baskets come at once, as at a reader's start. */
  readonly atOnceSeconds: number;
  /** Median µs of a rule query: all rules by lift; those that lead out of a basket, with what is missing; one item's. */
  readonly allRulesUs: number;
  readonly outOfBasketUs: number;
  readonly ofItemUs: number;
  /** Of the partition's log. */
  readonly logBytesPerBasket: number;
  /** What travelled, where every basket was published by itself, and where 500 were at once. */
  readonly wireBytesAlone: number;
  readonly wireBytesTogether: number;
  /** Of the reader: all, by basket; its dictionary by item, a counted set (a pair is one), and an item in a basket. */
  readonly readerBytes: number;
  readonly itemBytes: number;
  readonly setBytes: number;
  readonly entryBytes: number;
  /** Longest turns of the reader's thread, with as much room as there is by default. */
  readonly turns: Turns;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const timed = (run: () => unknown): number => {
  const began = nowMs();
  run();
  return (nowMs() - began) * 1000;
};

/** Mines baskets one by one, then all at once, then asks. */
export const libraryProgram: Program<LibraryInput, LibraryOutput> = async ({
  baskets,
  minSupport,
  maxLength,
}) => {
  const scope = { kind: "landmark" } as const;
  const newLog = () => new BasketLog({ scope, itemsMax: 1e6, basketsMax: 1e7 });
  const newIndex = () =>
    new BasketIndex({
      scope,
      minCount: 5,
      minSupport,
      maxLength,
      setsMax: SETS_MAX,
      trendHalfLifeMs: 3_600_000,
    });
  const tell = (to: BasketIndex, from: BasketLog): number => {
    let bytes = 0;
    for (const { kind, number, bytes: told } of from.drain()) {
      to.changed(0, kind, number, told);
      bytes += told?.length ?? 0;
    }
    to.progressed(0, { folded: 0, errorBound: 0 });
    return bytes;
  };
  const oneByOne = () => {
    const [log, index] = [newLog(), newIndex()];
    let alone = 0;
    const cpu = process.cpuUsage().user;
    const began = nowMs();
    for (const [n, items] of baskets.entries()) {
      log.add(items, n);
      alone += tell(index, log);
      index.settle();
    }
    const cpuSeconds = (process.cpuUsage().user - cpu) / 1e6;
    return { log, index, alone, seconds: (nowMs() - began) / 1000, cpuSeconds };
  };
  const { log, index, alone, seconds: everyBasketSeconds, cpuSeconds: everyBasketCpuSeconds } = oneByOne();
  const again = everyBasketSeconds < AGAIN_SECONDS ? AGAIN_TIMES : 0;
  const warm = Array.from({ length: again }, () => oneByOne().seconds);
  const [secondLog, second] = [newLog(), newIndex()];
  let together = 0;
  for (const [n, items] of baskets.entries()) {
    secondLog.add(items, n);
    if (n % 500 === 499) for (const { bytes } of secondLog.drain()) together += bytes?.length ?? 0;
  }
  for (const { kind, number, bytes } of log.all()) second.changed(0, kind, number, bytes);
  second.progressed(0, { folded: 0, errorBound: 0 });
  const atOnceSeconds = timed(() => second.settle()) / 1e6;
  const minCount = Math.max(5, index.countOf(minSupport));
  const query = { minCount, minConfidence: 0, minLift: 0, sort: "lift", limit: 20 } as const;
  const ask = (of: (n: number) => unknown): number => {
    for (let n = 0; n < QUERIES / 4; n++) of(n);
    return median(Array.from({ length: QUERIES }, (_, n) => timed(() => of(n))));
  };
  const basketOf = (n: number): readonly string[] => baskets[(n * 37) % baskets.length] ?? [];
  const { parts } = index;
  const figures = {
    sets: index.itemsets(minCount, 0, 1e7).length,
    everyBasketSeconds,
    warmSeconds: again > 0 ? Math.min(...warm) : undefined,
    everyBasketCpuSeconds,
    atOnceSeconds,
    allRulesUs: ask(() => index.rules(query)),
    outOfBasketUs: ask((n) => {
      const asked = { ...query, within: basketOf(n) };
      return [index.rules(asked), index.missing(asked)];
    }),
    ofItemUs: ask((n) => index.rules({ ...query, item: basketOf(n)[0] ?? "" })),
    logBytesPerBasket: log.size.bytes / baskets.length,
    wireBytesAlone: alone / baskets.length,
    wireBytesTogether: together / baskets.length,
    readerBytes: index.size.bytes / baskets.length,
    itemBytes: parts.items.bytes / parts.items.entries,
    setBytes: parts.sets.bytes / parts.sets.entries,
    entryBytes: parts.entries.bytes / parts.entries.entries,
  };
  // Adds to the log, so it comes last.
  const ids = [...new Set(baskets.slice(0, 5_000).flat())];
  return { ...figures, turns: await longestTurns(log, ids, minSupport, baskets.length) };
};
