import { encodeWeights } from "@millrace/neural";
import { randomTaste, untrainedCard } from "@millrace/neural/testing";
import { recommenderOptions, recommenderTopology } from "@millrace/service-reviews";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenedApi, secrets } from "./testing/opened-api.ts";
import { plantedShop } from "./testing/planted-shop.ts";

interface Cited {
  readonly itemId: string;
  readonly weight: number;
}
interface Item {
  readonly itemId: string;
  readonly score: number;
  readonly why: readonly {
    readonly source: string;
    readonly weight: number;
    readonly evidence: {
      readonly items?: readonly Cited[];
      readonly lift?: number;
      readonly if?: readonly string[];
    };
  }[];
}
interface Answer {
  readonly rung: string;
  readonly answerId: string;
  readonly items: readonly Item[];
}

let api: OpenedApi;

beforeAll(async () => {
  api = await plantedShop();
});
afterAll(() => api.app.close());

const headers = { authorization: `Bearer ${secrets.read}` };
const get = async (url: string): Promise<Answer> =>
  (await api.app.inject({ method: "GET", url, headers })).json();
const post = async (payload: object): Promise<Answer> => {
  const reply = await api.app.inject({ method: "POST", url: "/v1/recommendations", headers, payload });
  expect([reply.statusCode, reply.body]).toEqual([200, expect.any(String)]);
  return reply.json();
};
const ids = ({ items }: Answer): string[] => items.map(({ itemId }) => itemId);
const isEven = (itemId: string): boolean => Number(itemId.slice(1)) % 2 === 0;

const told = {
  ratings: [
    { itemId: "i0", rating: 5 },
    { itemId: "i1", rating: 1 },
    { itemId: "i2", rating: 4.5 },
  ],
  basket: ["i10", "i14"],
  events: [{ itemId: "i8", action: "view" }],
  limit: 20,
};

test("the parts of a score add up to it, and name more than one source", async () => {
  const { items, rung } = await post(told);
  expect(rung).toBe("hybrid");
  const named = new Set<string>();
  for (const { score, why } of items) {
    expect(why.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(score, 9);
    for (const { source } of why) named.add(source);
  }
  for (const source of ["factors", "preferences", "items", "users", "rules", "content", "trending", "liked"])
    expect([source, named.has(source)]).toEqual([source, true]);
});

/** Asks with and without what is cited; how many weights were compared. */
const compareWithAndWithout = async (): Promise<number> => {
  const whole = await post(told);
  const without = (itemId: string) => ({
    ...told,
    ratings: told.ratings.filter((rated) => rated.itemId !== itemId),
    basket: told.basket.filter((one) => one !== itemId),
    events: told.events.filter((event) => event.itemId !== itemId),
  });
  let compared = 0;
  for (const itemId of ["i0", "i1", "i2", "i10", "i14", "i8"]) {
    const left = new Map((await post(without(itemId))).items.map((item) => [item.itemId, item.score]));
    for (const { itemId: about, score, why } of whole.items)
      for (const cited of why.flatMap(({ evidence }) => evidence.items ?? [])) {
        if (cited.itemId !== itemId) continue;
        expect(score - (left.get(about) ?? Number.NaN)).toBeCloseTo(cited.weight, 6);
        compared++;
      }
  }
  return compared;
};

test("taking away what is cited changes the score by the weight stated, whatever is cited", async () => {
  expect(await compareWithAndWithout()).toBeGreaterThan(20);
});

test("a network that leads answers in the place of the factors, and what is cited for it is as true", async () => {
  const items = Array.from({ length: 20 }, (_, n) => `i${n}`);
  const bytes = encodeWeights(randomTaste("autoencoder", items, 4, 3), untrainedCard("autoencoder"));
  const preferred = (answer: Answer): number[] =>
    answer.items.map(({ why }) => why.find(({ source }) => source === "preferences")?.weight ?? 0);
  const before = preferred(await post(told));
  api.view.networks.add("autoencoder", "v1", bytes);
  api.view.ratings.changed(0, "leading", new TextEncoder().encode("autoencoder/v1"));
  expect(preferred(await post(told))).not.toEqual(before);
  expect(await compareWithAndWithout()).toBeGreaterThan(20);
  api.view.ratings.changed(0, "leading", new TextEncoder().encode("factors"));
  expect(preferred(await post(told))).toEqual(before);
});

test("a rule is cited with its lift", async () => {
  const { items } = await post({ basket: ["i4"], limit: 20 });
  const rules = items.flatMap(({ why }) => why.filter(({ source }) => source === "rules"));
  expect(rules.length).toBeGreaterThan(0);
  for (const { evidence } of rules)
    expect([evidence.lift, evidence.if]).toEqual([expect.any(Number), ["i4"]]);
});

test("whoever comes with nothing, one click, a basket or three ratings is answered, and better each time", async () => {
  const share = (answer: Answer): number => ids(answer).filter(isEven).length / answer.items.length;
  const nobody = await post({ limit: 6 });
  expect([nobody.rung, nobody.items.length]).toEqual(["trending", 6]);
  const click = await post({ events: [{ itemId: "i0" }], limit: 6 });
  const basket = await post({ basket: ["i0", "i4"], limit: 6 });
  const ratings = await post({ ratings: [0, 2, 4].map((n) => ({ itemId: `i${n}`, rating: 5 })), limit: 6 });
  for (const answer of [click, basket, ratings])
    expect([answer.rung, share(answer) >= 0.8]).toEqual(["hybrid", true]);
  const strange = await post({ basket: ["never seen"], limit: 6 });
  expect([strange.rung, strange.items.length]).toEqual(["trending", 6]);
});

test("a user of whom only clicks and purchases are known gets what such users like", async () => {
  const { view } = api;
  const processor = recommenderTopology(recommenderOptions(api.config)).open(0);
  const place = {
    from: "clicks",
    partition: 1,
    time: 9e8,
    userId: "clicker",
    rating: undefined,
    deleted: false,
  };
  for (const [offset, itemId] of ["i1", "i3", "i5"].entries())
    processor.absorb(
      { ...place, offset, itemId, action: "view" },
      { partition: 0, offset, appendedAt: 0 },
      { row: () => undefined, forward: () => undefined },
    );
  for (const { entity, value } of processor.drain())
    if (entity === "taste/clicker") view.changed("ratings", 0, entity, value);
  const answer = await get("/v1/users/clicker/recommendations?limit=5");
  expect(answer.rung).toBe("hybrid");
  expect(ids(answer).filter(isEven)).toEqual([]);
  for (const seen of ["i1", "i3", "i5"]) expect(ids(answer)).not.toContain(seen);
});

test("an item without a single event is recommended for what it is described as, and has related items", async () => {
  const { items } = await post({ basket: ["i0", "i2"], limit: 22 });
  const fresh = items.find(({ itemId }) => itemId === "fresh");
  expect(fresh?.why.map(({ source }) => source)).toEqual(["content"]);
  const related = await api.app.inject({ method: "GET", url: "/v1/items/fresh/related?limit=5", headers });
  const body = related.json();
  expect([related.statusCode, body.rung]).toEqual([200, "content"]);
  expect(body.similar).toHaveLength(5);
  for (const { itemId, why } of body.similar) {
    expect(isEven(itemId)).toBe(true);
    expect(why).toMatchObject([{ source: "content" }]);
  }
});

test("what is excluded, seen, not to be had, deleted or of another category is left out", async () => {
  const all = ids(await post({ basket: ["i0"], limit: 30 }));
  for (const out of ["i0", "away"]) expect(all).not.toContain(out);
  expect(ids(await post({ basket: ["i0"], exclude: ["i2"], limit: 30 }))).not.toContain("i2");
  const high = ids(await post({ basket: ["i0"], category: "high", limit: 30 }));
  expect(high).toHaveLength(10);
  for (const itemId of high) expect(Number(itemId.slice(1)) % 4).toBeGreaterThan(1);
  expect(ids(await post({ category: "no such", limit: 3 }))).toEqual([]);
  api.view.catalogue.apply({ itemId: "i2", time: 1, deleted: true });
  const related = (await api.app.inject({ method: "GET", url: "/v1/items/i0/related", headers })).json();
  expect(ids(await post({ basket: ["i0"], limit: 30 }))).not.toContain("i2");
  expect(related.similar.map(({ itemId }: Item) => itemId)).not.toContain("i2");
  api.view.catalogue.apply({
    itemId: "i2",
    time: 2,
    title: "red thing",
    categories: ["high"],
    deleted: false,
  });
  expect(ids(await post({ basket: ["i0"], limit: 30 }))).toContain("i2");
});

test("whoever has seen everything is shown it again, and told so", async () => {
  const basket = [...Array.from({ length: 20 }, (_, n) => `i${n}`), "fresh"];
  const { rung, items } = await post({ basket, limit: 3 });
  expect([rung, items.length]).toEqual(["again", 3]);
});

test("diversity keeps the first and mixes the rest", async () => {
  const plain = await post({ basket: ["i0", "i2"], limit: 6 });
  const mixed = await post({ basket: ["i0", "i2"], limit: 6, diversity: 0.9 });
  expect(ids(mixed)[0]).toBe(ids(plain)[0]);
  const odd = (answer: Answer): number => ids(answer).filter((itemId) => !isEven(itemId)).length;
  expect(odd(mixed)).toBeGreaterThan(odd(plain));
});
