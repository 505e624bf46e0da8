import { expect, test } from "vitest";
import { heated, PreferenceModel, trendOf } from "./index.ts";
import { uniform } from "./uniform.ts";

const random = uniform(5);
const pairs = Array.from(
  { length: 160 },
  () => [`u${Math.floor(random() * 14)}`, `i${Math.floor(random() * 12)}`] as const,
);

const learned = (list: readonly (readonly [string, string])[]): PreferenceModel => {
  const model = new PreferenceModel({ factors: 2, seed: 1 });
  for (const [time, [userId, itemId]] of list.entries()) model.learn({ userId, itemId, weight: 1, time });
  return model;
};

const slotOf = (model: PreferenceModel, itemId: string): number => {
  const probe = new PreferenceModel({ factors: 2, seed: 1 });
  probe.restore(new Map([...model.chunks()].map(({ name, bytes }) => [name, bytes()])));
  probe.learn({ userId: "probe", itemId, weight: 1, time: 0 });
  return probe.historyOf("probe")[0]?.slot ?? -1;
};

/** √-normalised, shrunk by 20, counted by hand. */
const byHand = (list: readonly (readonly [string, string])[], a: string, b: string): number => {
  const users = (item: string): Set<string> => new Set(list.filter(([, i]) => i === item).map(([u]) => u));
  const [ua, ub] = [users(a), users(b)];
  return [...ua].filter((user) => ub.has(user)).length / (Math.sqrt(ua.size * ub.size) + 20);
};

test("item cosines are those counted by hand, and a withdrawal is in the next answer", () => {
  const model = learned(pairs);
  const items = [...new Set(pairs.map(([, item]) => item))];
  for (const a of items.slice(0, 4))
    for (const b of items)
      if (a !== b)
        expect(model.neighbours.cosine(slotOf(model, a), slotOf(model, b))).toBeCloseTo(
          byHand(pairs, a, b),
          12,
        );
  const [user, item] = pairs[0] ?? ["", ""];
  model.withdraw(user, item);
  const left = pairs.filter(([u, i]) => u !== user || i !== item);
  const other = items.find((one) => one !== item) ?? "";
  expect(model.neighbours.cosine(slotOf(model, item), slotOf(model, other))).toBeCloseTo(
    byHand(left, item, other),
    12,
  );
});

test("users who touched the same are neighbours, and what only they touched is scored", () => {
  const model = learned([
    ["u", "a"],
    ["u", "b"],
    ["twin", "a"],
    ["twin", "b"],
    ["twin", "c"],
    ["stranger", "d"],
  ]);
  const history = model.historyOf("u").map(({ slot }) => slot);
  const scores = model.neighbours.ofUsers(history);
  expect(scores.get(slotOf(model, "c"))).toBeGreaterThan(0);
  expect(scores.get(slotOf(model, "d"))).toBe(0);
  expect(model.neighbours.ofHistory(history).get(slotOf(model, "d"))).toBe(0);
});

test("heat does not depend on the order in which touches come, and halves with every half-life", () => {
  const cold = { mass: 0, time: 0 };
  const times = [5, 1, 9, 3];
  const of = (list: readonly number[]) => list.reduce((heat, time) => heated(heat, 1, time, 4), cold);
  expect(of(times).mass).toBeCloseTo(of([...times].sort()).mass, 12);
  expect(heated(heated(cold, 8, 0, 4), 0, 8, 4).mass).toBeCloseTo(2, 12);
});

test("one touch in a quiet hour makes no trend, many do", () => {
  expect(trendOf(1, 1, 0.001, 200)).toBeLessThan(0.01);
  expect(trendOf(500, 1_000, 0.001, 200)).toBeGreaterThan(0.4);
  expect(trendOf(0, 0, 0, 0)).toBe(0);
});
