import { setImmediate } from "node:timers/promises";
import type { BasketLog, LogChange } from "@millrace/itemsets";
import { readConfig } from "@millrace/service";
import { BasketsView } from "../../../services/query-api/src/view/baskets.ts";

/** Vast baskets that come after the others, in bursts of three, with so many items. */
const VAST_BASKETS = 24;
const VAST_ITEMS = 674;
const BURST = 3;
const RULES = 100;

/** Longest turns of a reader's thread, ms, by processor time of the whole process: compiling and collecting included. */
export interface Turns {
  /** While baskets of 674 items come in bursts. */
  readonly counting: number;
  /** While all rules of what is counted then are gone through. */
  readonly asking: number;
  /** Sets that are counted then. */
  readonly sets: number;
}

/** The longest time between two turns of somebody else while some work goes on. */
const longestOf = async (begin: () => Promise<unknown>): Promise<number> => {
  let longest = 0;
  let isOver = false;
  let before = process.cpuUsage();
  const work = begin().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await setImmediate();
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.cpuUsage();
  }
  await work;
  return longest;
};

/**
 * Takes what a log has to say as the query API does, with its view and its turns, then vast baskets.
 * @param log of all baskets; more are added to it
 * @param ids items, the first {@link VAST_ITEMS} of which the vast ones hold
 */
export const longestTurns = async (
  log: BasketLog,
  ids: readonly string[],
  minSupport: number,
  time: number,
): Promise<Turns> => {
  const view = new BasketsView(readConfig({ MILLRACE_ITEMSETS_SUPPORT_MIN: String(minSupport) }));
  const tell = (changes: Iterable<LogChange>): void => {
    for (const { kind, number, bytes = null } of changes)
      view.changed(0, `${kind === "items" ? "items" : "block"}/${number}`, bytes);
    view.progressed(0, {
      generation: 0,
      offset: 0,
      highWatermark: 0,
      eventTime: 0,
      appended: [],
      outcomes: {},
      deadLetters: {},
      status: { sizes: {}, weights: {}, globals: { folded: 0, errorBound: 0 } },
      snapshotOffset: -1,
      publishedAt: 0,
    });
  };
  tell(log.all());
  await view.current();
  const vast = ids.slice(0, VAST_ITEMS);
  let counting = 0;
  for (let n = 0; n < VAST_BASKETS; n += BURST) {
    for (let i = 0; i < BURST; i++) log.add(vast, time + n + i);
    const changes = [...log.drain()];
    counting = Math.max(
      counting,
      await longestOf(() => {
        tell(changes);
        return view.current();
      }),
    );
  }
  const asking = await longestOf(() => view.rules({ ...view.everyRule, limit: RULES }));
  return { counting, asking, sets: view.index.parts.sets.entries };
};
