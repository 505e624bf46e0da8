import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { BasketLog } from "@millrace/itemsets";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type OpenedApi, openedApi, progressOf } from "../testing/opened-api.ts";

const root = new URL("../../../../", import.meta.url);
const data = new URL("../shared/data/baskets-groceries/Groceries.data", root);
const golden = new URL("test/golden/itemsets-groceries.json", root);
const PARTITIONS = 4;

interface Found {
  readonly baskets: number;
  readonly minSupport: number;
  readonly setsBySize: readonly number[];
  readonly setsHash: string;
  readonly rules: number;
  readonly rulesHash: string;
}

interface Answered {
  readonly baskets: number;
  readonly completeFrom: number;
  readonly next: string | null;
  readonly itemsets?: readonly { readonly items: string[]; readonly count: number }[];
  readonly rules?: readonly {
    readonly if: string[];
    readonly then: string[];
    readonly count: number;
    readonly support: number;
    readonly confidence: number;
    readonly lift: number;
  }[];
}

if (!existsSync(data)) console.warn(`${data.pathname} is absent: nothing is compared with batch miners.`);

let api: OpenedApi;
let truths: readonly Found[] = [];

beforeAll(async () => {
  api = await openedApi({
    keyed: false,
    env: { MILLRACE_ITEMSETS_LENGTH_MAX: "0", MILLRACE_MIN_COUNT: "5", MILLRACE_LIMIT_MAX: "700" },
  });
  truths = (JSON.parse(await readFile(golden, "utf8")) as { found: Found[] }).found;
  const baskets = !existsSync(data)
    ? []
    : (await readFile(data, "utf8"))
        .trim()
        .split("\n")
        .map((line) => line.split("\t").flatMap((count, i) => (Number(count) > 0 ? [String(i)] : [])));
  const logs = Array.from(
    { length: PARTITIONS },
    () => new BasketLog({ scope: { kind: "landmark" }, itemsMax: 1_000, basketsMax: 1e5 }),
  );
  for (const [n, items] of baskets.entries()) logs[(n * 7) % PARTITIONS]?.add(items, n);
  for (const [partition, log] of logs.entries()) {
    for (const { kind, number, bytes = null } of log.drain())
      api.view.changed("baskets", partition, `${kind === "items" ? "items" : "block"}/${number}`, bytes);
    const globals = { partition, folded: 0, errorBound: 0 };
    api.view.progressed("baskets", partition, progressOf(1, { globals }));
  }
});
afterAll(() => api.app.close());

const ask = async (path: string): Promise<{ status: number; body: Answered }> => {
  const reply = await api.app.inject({ method: "GET", url: path });
  return { status: reply.statusCode, body: reply.json() };
};

/** All pages of a question. */
const pagesOf = async (path: string): Promise<readonly Answered[]> => {
  const pages: Answered[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { status, body } = await ask(`${path}&limit=700${cursor === "" ? "" : `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    pages.push(body);
    cursor = body.next;
  }
  return pages;
};

const hashOf = (lines: readonly string[]): string =>
  createHash("sha256")
    .update([...lines].sort().join("\n"))
    .digest("hex");
const nameOf = (items: readonly string[]): string =>
  items
    .map(Number)
    .sort((a, b) => a - b)
    .join(",");

it.skipIf(!existsSync(data)).each([0.01, 0.005, 0.001])(
  "page by page a caller reads every set and rule of Groceries that batch miners find at %f",
  async (minSupport) => {
    const truth = truths.findLast((one) => one.minSupport === minSupport);
    if (truth === undefined) throw new Error("no golden answer");
    const setPages = await pagesOf(`/v1/itemsets?minSupport=${minSupport}`);
    const sets = setPages.flatMap(({ itemsets = [] }) => itemsets);
    expect(sets).toHaveLength(truth.setsBySize.reduce((sum, of) => sum + of, 0));
    expect(hashOf(sets.map(({ items, count }) => `${nameOf(items)}:${count}`))).toBe(truth.setsHash);
    for (const { baskets, completeFrom } of setPages) {
      expect(baskets).toBe(truth.baskets);
      expect(completeFrom).toBeLessThanOrEqual(Math.ceil(minSupport * baskets));
    }
    for (const sort of minSupport === 0.001
      ? ["lift", "conviction"]
      : ["confidence", "support", "leverage"]) {
      const path = `/v1/rules?minSupport=${minSupport}&minConfidence=0.5&sort=${sort}`;
      const rules = (await pagesOf(path)).flatMap((page) => page.rules ?? []);
      expect(rules).toHaveLength(truth.rules);
      const count = (share: number): number => Math.round(share * truth.baskets);
      const lines = rules.map((rule) => {
        const [left, right] = [rule.support / rule.confidence, rule.confidence / rule.lift];
        return `${nameOf(rule.if)}>${nameOf(rule.then)}:${rule.count},${count(left)},${count(right)}`;
      });
      expect(hashOf(lines)).toBe(truth.rulesHash);
    }
  },
);

it("a cursor that no answer to such a question gave is refused", async () => {
  const rules = await ask("/v1/rules?limit=1");
  const sets = await ask("/v1/itemsets?limit=1");
  for (const path of [
    "/v1/rules?cursor=x",
    `/v1/rules?sort=confidence&cursor=${rules.body.next}`,
    `/v1/itemsets?cursor=${rules.body.next}`,
    `/v1/rules?cursor=${sets.body.next}`,
  ])
    expect((await ask(path)).status).toBe(422);
});
