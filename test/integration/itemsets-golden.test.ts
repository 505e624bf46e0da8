import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { BasketIndex, BasketLog } from "@millrace/itemsets";
import { expect, it } from "vitest";

const data = fileURLToPath(new URL("../../../shared/data/baskets-groceries/Groceries.data", import.meta.url));
const golden = new URL("../golden/itemsets-groceries.json", import.meta.url);
const PARTITIONS = 4;

interface Golden {
  readonly minCount: number;
  readonly minConfidence: number;
  readonly maxLength: number;
  readonly found: readonly {
    readonly baskets: number;
    readonly minSupport: number;
    readonly setsBySize: readonly number[];
    readonly setsHash: string;
    readonly rules: number;
    readonly rulesHash: string;
  }[];
}

const hashOf = (lines: readonly string[]): string =>
  createHash("sha256")
    .update([...lines].sort().join("\n"))
    .digest("hex");

const nameOf = (items: readonly string[]): string =>
  items
    .map(Number)
    .sort((a, b) => a - b)
    .join(",");

if (!existsSync(data)) console.warn(`${data} is absent: nothing is compared with batch miners.`);

it.skipIf(!existsSync(data))(
  "mined basket by basket over four partitions, Groceries has the sets, counts and rules that batch miners find in it",
  async () => {
    const { minCount, minConfidence, maxLength, found } = JSON.parse(
      await readFile(golden, "utf8"),
    ) as Golden;
    const baskets = (await readFile(data, "utf8"))
      .trim()
      .split("\n")
      .map((line) => line.split("\t").flatMap((count, i) => (Number(count) > 0 ? [String(i)] : [])));
    expect(baskets).toHaveLength(found.at(-1)?.baskets ?? 0);
    const scope = { kind: "landmark" } as const;
    const logs = Array.from(
      { length: PARTITIONS },
      () => new BasketLog({ scope, itemsMax: 1_000, basketsMax: 1e6 }),
    );
    const index = new BasketIndex({
      scope,
      minCount,
      minSupport: 0.001,
      maxLength,
      setsMax: 500_000,
      trendHalfLifeMs: 3_600_000,
    });
    for (const [n, items] of baskets.entries()) {
      const partition = (n * 7) % PARTITIONS;
      const log = logs[partition];
      log?.add(items, n);
      for (const { kind, number, bytes } of log?.drain() ?? []) index.changed(partition, kind, number, bytes);
      index.progressed(partition, { folded: 0, errorBound: 0 });
      expect(index.settle()).toBe(true);
      for (const truth of found.filter((one) => one.baskets === n + 1)) {
        const least = index.countOf(truth.minSupport);
        const sets = index.itemsets(least, 0, 1e6);
        const bySize = truth.setsBySize.map(
          (_, i) => sets.filter((set) => set.items.length === i + 1).length,
        );
        expect([truth.baskets, truth.minSupport, bySize]).toEqual([
          truth.baskets,
          truth.minSupport,
          truth.setsBySize,
        ]);
        expect(hashOf(sets.map((set) => `${nameOf(set.items)}:${set.count}`))).toBe(truth.setsHash);
        const { rules } = index.rules({
          minCount: least,
          minConfidence,
          minLift: 0,
          sort: "lift",
          limit: 1e6,
        });
        expect(rules).toHaveLength(truth.rules);
        const count = (share: number): number => Math.round(share * truth.baskets);
        const lines = rules.map((rule) => {
          const [left, right] = [rule.support / rule.confidence, rule.confidence / rule.lift];
          return `${nameOf(rule.if)}>${nameOf(rule.then)}:${rule.count},${count(left)},${count(right)}`;
        });
        expect(hashOf(lines)).toBe(truth.rulesHash);
      }
    }
  },
);
