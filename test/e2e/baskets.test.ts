import { expect, it } from "vitest";
import { expectProblem, useKeyedStack, withKey } from "../support/keyed-stack.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const on = useKeyedStack();

interface Itemsets {
  readonly baskets: number;
  readonly completeFrom: number;
  readonly itemsets: readonly { readonly items: string[]; readonly count: number }[];
}

const countsOf = ({ itemsets }: Itemsets): Record<string, number> =>
  Object.fromEntries(itemsets.map(({ items, count }) => [items.join(" "), count]));

const basket = (id: string, items: unknown): object => ({ id, time: start, items });

it("each odd basket has its outcome: empty, of one item, of repeated ones, of numbers, of too many", async () => {
  const many = Array.from({ length: 1_001 }, (_, n) => `m${n}`);
  const odd = [
    basket("o0", []),
    basket("o1", ["alone"]),
    basket("o2", ["twice", "twice", { itemId: "twice", quantity: 2 }, "once"]),
    basket("o3", [1, 2]),
    basket("o4", many),
    basket("o1", ["alone"]),
  ];
  const { status, body } = await on.stack.post("/v1/events/baskets", odd, withKey("ingest"));
  expect({ status, body }).toMatchObject({
    status: 202,
    body: {
      accepted: 3,
      rejected: [
        { index: 0, reason: "empty_basket" },
        { index: 3, reason: "wrong_type" },
        { index: 4, reason: "too_many_items" },
      ],
    },
  });
  const five = Array.from({ length: 4 }, (_, n) => basket(`f${n}`, ["twice", "once", "alone"]));
  const after = await on.publish("baskets", five);
  await on.answerOf("/v1/itemsets", (body as { after: string }).after);
  const told = (await on.answerOf("/v1/itemsets", after)) as Itemsets;
  // Each basket and each item in it counted once: the repeated event not at all.
  expect(told.baskets).toBe(6);
  expect(countsOf(told)).toEqual({ alone: 5, once: 5, twice: 5, "once twice": 5 });
});

it("rules are chosen by both sides, by what they add, and by how likely they are by chance", async () => {
  const tea = Array.from({ length: 20 }, (_, n) =>
    basket(`t${n}`, n % 2 === 0 ? ["tea", "scones", "cream"] : ["tea", `odd${n}`]),
  );
  const after = await on.publish("baskets", tea);
  const ask = async (path: string): Promise<{ rules: { if: string[]; then: string[]; pValue: number }[] }> =>
    (await on.answerOf(path, after)) as { rules: { if: string[]; then: string[]; pValue: number }[] };
  const all = await ask("/v1/rules?item=cream&limit=100");
  expect(all.rules).toHaveLength(10);
  // That who buys cream and tea buys scones adds nothing to that who buys cream does.
  const lean = await ask("/v1/rules?item=cream&limit=100&minImprovement=0.01");
  const redundant = ({ if: left, then: right }: { if: string[]; then: string[] }): boolean =>
    `${left.sort()}>${right}` === "cream,tea>scones";
  expect([all.rules.some(redundant), lean.rules.some(redundant)]).toEqual([true, false]);
  const sure = await ask("/v1/rules?item=cream&limit=100&maxPValue=0.01");
  expect(sure.rules.length).toBeGreaterThan(0);
  for (const { pValue } of sure.rules) expect(pValue).toBeLessThan(0.01);
  // By rank fewer are lost to the number of rules tried than by that number itself.
  const few = await ask("/v1/rules?item=cream&limit=100&maxPValue=0.01&correction=benjamini-hochberg");
  expect(few.rules).toEqual(
    expect.arrayContaining(
      sure.rules.map(({ if: left, then }) => expect.objectContaining({ if: left, then })),
    ),
  );
  const query = { items: ["tea", "scones"], limit: 10 };
  expect(await on.stack.post("/v1/rules/query", query, withKey("read"))).toMatchObject({
    status: 200,
    body: {
      rules: expect.arrayContaining([
        expect.objectContaining({ if: ["scones", "tea"], then: ["cream"], confidence: 1 }),
      ]),
      missing: expect.arrayContaining([
        expect.objectContaining({ itemId: "cream", if: ["scones"], confidence: 1, count: 10 }),
      ]),
    },
  });
});

it("what is too rare or too long to be told is refused with the reason", async () => {
  const rare = await on.stack.get("/v1/rules?minSupport=0.00001", withKey("read"));
  expectProblem(rare, 422, "unprocessable");
  expect(rare.body).toMatchObject({ minCount: 5, leastSupport: expect.any(Number) });
  const long = await on.stack.get("/v1/itemsets?size=5", withKey("read"));
  expectProblem(long, 422, "unprocessable");
  expect(long.body).toMatchObject({ maxLength: 4 });
});

// Last, since what it leaves out stays left out for a while.
it("baskets of 674 items stall nothing: what is often is exact, and what is left out is said", async () => {
  const vast = Array.from({ length: 674 }, (_, n) => `v${n}`);
  const often = Array.from({ length: 12 }, (_, n) => basket(`n${n}`, ["nuts", "figs", "dates"]));
  await on.publish(
    "baskets",
    Array.from({ length: 7 }, (_, n) => basket(`v${n}`, vast)),
  );
  const after = await on.publish("baskets", often);
  const told = (await on.answerOf("/v1/itemsets?limit=1000", after)) as Itemsets;
  expect(countsOf(told)).toMatchObject({ "dates figs nuts": 12, "figs nuts": 12, v0: 7, v673: 7 });
  expect(told.completeFrom).toBeGreaterThan(7);
  const rules = await on.answerOf("/v1/rules?if=dates,figs&then=nuts", after);
  expect(rules).toMatchObject({
    rules: [{ if: ["dates", "figs"], then: ["nuts"], count: 12, confidence: 1 }],
  });
});
