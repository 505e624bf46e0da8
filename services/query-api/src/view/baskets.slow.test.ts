import { setImmediate } from "node:timers/promises";
import { BasketLog } from "@millrace/itemsets";
import type { Progress } from "@millrace/pipeline";
import { readConfig } from "@millrace/service";
import { expect, it } from "vitest";
import { BasketsView } from "./baskets.ts";

const ITEMS = 60;

/** A log of baskets that take more than one turn to be counted, told to a view in one batch. */
const tell = (view: BasketsView, log: BasketLog, baskets: number): void => {
  for (let n = 0; n < baskets; n++) {
    const items = Array.from({ length: 9 }, (_, i) => `i${(n * 7 + i * (1 + (n % 5))) % ITEMS}`);
    log.add([...new Set(items)], n);
  }
  for (const { kind, number, bytes = null } of log.drain())
    view.changed(0, `${kind === "items" ? "items" : "block"}/${number}`, bytes);
  const status = { sizes: {}, weights: {}, globals: { folded: 0, errorBound: 0 } };
  view.progressed(0, { status } as unknown as Progress);
};

const opened = (env: Readonly<Record<string, string>> = {}) => ({
  view: new BasketsView(readConfig(env)),
  log: new BasketLog({ scope: { kind: "landmark" }, itemsMax: 1_000, basketsMax: 1e5 }),
});

it("says that a batch is counted only when it is, and lets nothing of the next one be seen before", async () => {
  const { view, log } = opened();
  const told: [name: string, baskets: number][] = [];
  tell(view, log, 1_500);
  view.whenCurrent(() => told.push(["first", view.index.baskets]));
  expect(told).toEqual([]);
  tell(view, log, 10);
  view.whenCurrent(() => told.push(["second", view.index.baskets]));
  await view.current();
  expect(view.index.isCurrent).toBe(true);
  expect(told).toEqual([
    ["first", 1_500],
    ["second", 1_510],
  ]);
});

it("counts a small batch at once, and rarer sets than are kept ready when they are asked for", async () => {
  const { view, log } = opened({ MILLRACE_ITEMSETS_SUPPORT_MIN: "0.004" });
  let told = false;
  tell(view, log, 20);
  view.whenCurrent(() => {
    told = true;
  });
  expect(told).toBe(true);
  tell(view, log, 2_000);
  await view.current();
  const least = view.leastCount();
  expect(least).toBeGreaterThan(5);
  await view.ready(5);
  expect(view.index.completeFrom).toBeLessThanOrEqual(5);
  expect(view.index.completeFrom).toBeLessThan(least);
});

it("changes nothing while the rules of a question are tested over several turns", async () => {
  const { view, log } = opened();
  tell(view, log, 600);
  await view.current();
  const query = { minConfidence: 0, minLift: 0, sort: "lift", limit: 5, maxPValue: 0.05 } as const;
  const asked = { ...query, minCount: view.leastCount(), correction: "benjamini-hochberg" } as const;
  const told: string[] = [];
  const answered = view
    .rules(asked)
    .then(({ rules }) => told.push(`${rules.length} of ${view.index.baskets}`));
  tell(view, log, 10);
  view.whenCurrent(() => told.push("changed"));
  await Promise.all([answered, view.current()]);
  expect(told).toEqual(["5 of 600", "changed"]);
  expect(view.index.baskets).toBe(610);
});

it("lets each of those who were told together read, whatever the one before asks for first", async () => {
  const { view, log } = opened({ MILLRACE_ITEMSETS_SUPPORT_MIN: "0.004" });
  tell(view, log, 2_000);
  // While these are counted all four come, to be told together.
  view.whenCurrent(() => undefined);
  const read: [baskets: number, isCurrent: boolean, sets: number][] = [];
  const readNow = (): void => {
    const sets = view.index.itemsets(view.leastCount(), 2, 1_000).length;
    read.push([view.index.baskets, view.index.isCurrent, sets]);
  };
  const again = async (): Promise<void> => {
    await view.current();
    tell(view, log, 1_500);
    await view.current();
    readNow();
  };
  const demand = async (): Promise<void> => {
    await view.current();
    await view.ready(5);
    readNow();
  };
  const ask = async (): Promise<void> => {
    await view.current();
    await view.ready(view.leastCount());
    readNow();
  };
  await Promise.all([again(), demand(), ask(), ask()]);
  const sets = read[0]?.[2] ?? 0;
  expect(sets).toBeGreaterThan(10);
  // Those that only read have what they were told of; the others what they asked for since.
  expect(read).toEqual([
    [2_000, true, sets],
    [2_000, true, sets],
    [3_500, true, expect.any(Number)],
    [3_500, true, expect.any(Number)],
  ]);
});

it("keeps rarer sets ready for whoever asked, though somebody asks about less rare ones at the same time", async () => {
  const { view, log } = opened({ MILLRACE_ITEMSETS_SUPPORT_MIN: "0.01" });
  tell(view, log, 2_000);
  await view.current();
  const found: number[] = [];
  const ask = async (minCount: number): Promise<void> => {
    await view.current();
    await view.ready(minCount);
    found.push(view.index.completeFrom <= minCount ? minCount : -1);
  };
  // While these are counted both come, to be told together.
  tell(view, log, 1_000);
  view.whenCurrent(() => undefined);
  await Promise.all([ask(5), ask(15)]);
  expect(found.sort()).toEqual([15, 5]);
});

it("changes nothing while somebody reads over several turns", async () => {
  const { view, log } = opened();
  tell(view, log, 600);
  const read = view.unchanged(async () => {
    const before = view.index.baskets;
    tell(view, log, 10);
    const changed = view.current();
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    return { changed, seen: [before, view.index.baskets] };
  });
  const { changed, seen } = await read;
  expect(seen).toEqual([600, 600]);
  await changed;
  expect(view.index.baskets).toBe(610);
});

it("names the items of the baskets that came, and those that were asked about while they were counted", async () => {
  const { view, log } = opened();
  tell(view, log, 1_500);
  view.whenCurrent(() => undefined);
  expect(view.rulesOf("nobody bought this", 5)).toBeUndefined();
  await view.current();
  const touched = view.takeTouched();
  expect([touched.size, touched.has("nobody bought this")]).toEqual([ITEMS + 1, true]);
  expect(view.rulesOf("i1", 5)).toHaveLength(5);
  expect(view.takeTouched().size).toBe(0);
});

it("answers at once where nothing came since the last answer", async () => {
  const { view, log } = opened();
  tell(view, log, 20);
  await view.current();
  let told = 0;
  view.whenCurrent(() => told++);
  view.whenCurrent(() => told++);
  expect(told).toBe(2);
});
