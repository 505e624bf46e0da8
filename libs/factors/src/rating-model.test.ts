import { StateFormatError } from "@millrace/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { plantedRatings } from "./planted-ratings.ts";
import { type Rating, RatingModel } from "./rating-model.ts";
import { decodeItemRow, decodeUserRow } from "./wire.ts";

const options = { factors: 3, lambda: 0.5, biasLambda: 1, seed: 7 };
const rating: fc.Arbitrary<Rating> = fc.record({
  userId: fc.constantFrom("a", "b", "c", "d", "e"),
  itemId: fc.constantFrom("1", "2", "3", "4", "5", "6"),
  rating: fc.integer({ min: 1, max: 10 }).map((halves) => halves / 2),
});
const log = fc.array(rating, { minLength: 1, maxLength: 40 });
type Change = Rating & { readonly withdrawn: boolean };
const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(rating, fc.integer({ min: 0, max: 4 })).map(([r, n]) => ({ ...r, withdrawn: n === 0 })),
  { maxLength: 60 },
);

const learned = (ratings: readonly Rating[], more: object = {}): RatingModel => {
  const model = new RatingModel({ ...options, ...more });
  for (const r of ratings) model.learn(r);
  return model;
};
const change = (model: RatingModel, c: Change): boolean =>
  c.withdrawn ? model.withdraw(c.userId, c.itemId) : model.learn(c);
const state = (model: RatingModel): Map<string, Uint8Array> =>
  new Map([...model.chunks()].map((c) => [c.name, c.bytes()]));
const kept = (model: RatingModel): unknown[] =>
  ["a", "b", "c", "d", "e"].map((userId) => model.ratingsOf(userId));

test("the objective is the one stated, computed from the published rows", () => {
  fc.assert(
    fc.property(log, (ratings) => {
      const model = learned(ratings);
      const users = ["a", "b", "c", "d", "e"].flatMap((id) => {
        const bytes = model.encodeUser(id);
        return bytes === undefined ? [] : [decodeUserRow(bytes, 3)];
      });
      const items = new Map(
        ["1", "2", "3", "4", "5", "6"].flatMap((id) => {
          const bytes = model.encodeItem(id);
          return bytes === undefined ? [] : [[id, decodeItemRow(bytes, 3)] as const];
        }),
      );
      const all = users.flatMap((user) => user.ratings.map((r) => ({ user, ...r })));
      const mean = all.reduce((sum, r) => sum + r.rating, 0) / all.length;
      const penalty = (row: Float32Array): number => 0.5 * dot(row, row, 3) + 1 * (row[3] ?? 0) ** 2;
      let j = 0;
      for (const user of users) j += penalty(user.row);
      for (const item of items.values()) j += penalty(item.row);
      for (const { user, itemId, rating: r } of all) {
        const item = items.get(itemId)?.row ?? new Float32Array(4);
        j += (r - mean - (user.row[3] ?? 0) - (item[3] ?? 0) - dot(user.row, item, 3)) ** 2;
      }
      expect(model.objective()).toBeCloseTo(j, 6);
    }),
    { numRuns: 15 },
  );
});

test("a batch sweep never increases the objective", () => {
  fc.assert(
    fc.property(log, (ratings) => {
      const model = learned(ratings);
      for (let n = 0; n < 5; n++) {
        const before = model.objective();
        model.sweep();
        expect(model.objective()).toBeLessThanOrEqual(before * (1 + 1e-6));
      }
    }),
    { numRuns: 15 },
  );
});

test("swept to convergence, a model that learned online is the batch solution", () => {
  // With a penalty as strong as this the objective has one minimum, so that the way there does not matter.
  const strong = { lambda: 30, biasLambda: 2 };
  fc.assert(
    fc.property(log, (ratings) => {
      const last = new Map(ratings.map((r) => [`${r.userId} ${r.itemId}`, r]));
      const online = learned(ratings, strong);
      const batch = learned([...last.values()].reverse(), { ...strong, refreshRows: 0 });
      for (let n = 0; n < 60; n++) for (const model of [online, batch]) model.sweep();
      expect(online.objective()).toBeCloseTo(batch.objective(), 4);
    }),
    { numRuns: 20 },
  );
});

test("what is kept is what came last of each pair and was not withdrawn, and the mean is exact", () => {
  fc.assert(
    fc.property(changes, (list) => {
      const model = new RatingModel(options);
      const truth = new Map<string, number>();
      for (const c of list) {
        const pair = `${c.userId} ${c.itemId}`;
        expect(change(model, c)).toBe(c.withdrawn ? truth.has(pair) : truth.get(pair) !== c.rating);
        if (c.withdrawn) truth.delete(pair);
        else truth.set(pair, c.rating);
      }
      const held = ["a", "b", "c", "d", "e"].flatMap((u) =>
        model.ratingsOf(u).map((r) => [`${u} ${r.itemId}`, r.rating] as const),
      );
      expect(new Map(held)).toEqual(truth);
      const sum = [...truth.values()].reduce((a, b) => a + b, 0);
      expect(model.predict("?", "?").mean).toBe(truth.size > 0 ? sum / truth.size : 3.5);
    }),
  );
});

test("withdrawing what was just learned restores ratings, counts and sums exactly", () => {
  fc.assert(
    fc.property(log, rating, (ratings, next) => {
      const model = learned(ratings);
      if (model.ratingsOf(next.userId).some((r) => r.itemId === next.itemId)) return;
      const before = [kept(model), model.predict("?", "?")];
      model.learn(next);
      expect(model.withdraw(next.userId, next.itemId)).toBe(true);
      expect([kept(model), model.predict("?", "?")]).toEqual(before);
    }),
  );
});

test("the same rating again changes nothing, to the byte", () => {
  fc.assert(
    fc.property(log, (ratings) => {
      const model = learned(ratings);
      const before = state(model);
      const last = ratings.at(-1);
      expect(last !== undefined && model.learn(last)).toBe(false);
      expect(state(model)).toEqual(before);
    }),
    { numRuns: 10 },
  );
});

test("a restored model goes on as the original does, to the byte, also while rows are evicted", () => {
  fc.assert(
    fc.property(changes, changes, (first, second) => {
      const small = { ...options, usersMax: 3, itemsMax: 4, ratingsPerRowMax: 3 };
      const model = new RatingModel(small);
      for (const c of first) change(model, c);
      const twin = new RatingModel(small);
      twin.restore(state(model));
      expect(state(twin)).toEqual(state(model));
      for (const c of second) {
        expect(twin.predict(c.userId, c.itemId)).toEqual(model.predict(c.userId, c.itemId));
        expect(change(twin, c)).toBe(change(model, c));
      }
      expect(state(twin)).toEqual(state(model));
      expect(twin.size.evictions).toBe(model.size.evictions);
    }),
    { numRuns: 15 },
  );
});

test("predicting changes nothing, and a snapshot of another shape is refused", () => {
  const model = learned(plantedRatings(50, 5, 5, 2, 1));
  const before = state(model);
  model.predict("u1", "i1");
  model.foldIn([{ itemId: "i1", rating: 4 }]);
  expect(state(model)).toEqual(before);
  expect(() => new RatingModel({ seed: 1, factors: 4 }).restore(before)).toThrow(StateFormatError);
});

test("an evicted row takes its ratings out of its opposites' lists", () => {
  const model = learned([], { itemsMax: 2 });
  for (const itemId of ["1", "2", "3"]) model.learn({ userId: "a", itemId, rating: 4 });
  expect(model.ratingsOf("a").map((r) => r.itemId)).toEqual(["2", "3"]);
  expect(model.size).toMatchObject({ entries: 3, evictions: 1 });
  expect(model.changedItems().sort()).toEqual(["1", "2", "3"]);
  expect(model.encodeItem("1")).toBeUndefined();
  expect(model.forgetUser("a")).toBe(true);
  expect(model.encodeUser("a")).toBeUndefined();
});

test("a user with 5,000 ratings and an item rated 5,000 times stay bounded", () => {
  const model = new RatingModel({ seed: 1, factors: 0, ratingsPerRowMax: 32, itemsMax: 100, usersMax: 100 });
  for (let n = 0; n < 5_000; n++) {
    model.learn({ userId: "all", itemId: `i${n}`, rating: 4 });
    model.learn({ userId: `u${n}`, itemId: "all", rating: 2 });
  }
  expect(model.ratingsOf("all")).toHaveLength(32);
  expect(model.size.entries).toBe(200);
  expect(model.size.bytes).toBeLessThan(100_000);
  expect(model.ratingsDropped).toBeGreaterThan(9_000);
});

test("an item of many ratings moves its bias with each and is solved with few: 16 of its ratings are read for each new one", () => {
  const model = new RatingModel({ factors: 2, lambda: 0.01, seed: 1, refreshRows: 0 });
  const itemNow = () => decodeItemRow(model.encodeItem("i") ?? new Uint8Array(), 2);
  let before: Pick<ReturnType<typeof itemNow>, "row" | "plainBias"> = {
    row: new Float32Array(3),
    plainBias: 0,
  };
  let [solved, moved] = [0, 0];
  for (let n = 0; n < 384; n++) {
    model.learn({ userId: `u${n}`, itemId: `j${n % 7}`, rating: 1 + (n % 3) });
    model.learn({ userId: `u${n}`, itemId: "i", rating: 1 + (n % 5) });
    const { row, plainBias, count } = itemNow();
    expect(count).toBe(n + 1);
    if (n >= 256) {
      if (row[0] !== before.row[0]) solved++;
      if (row[2] !== before.row[2] && plainBias !== before.plainBias) moved++;
    }
    before = { row, plainBias };
  }
  expect([solved, moved]).toEqual([16, 128]);
});

test.each([Number.NaN, 0, 5.5, Number.POSITIVE_INFINITY])(
  "a rating of %d is a mistake of the caller",
  (bad) => {
    expect(() => new RatingModel(options).learn({ userId: "a", itemId: "1", rating: bad })).toThrow(
      RangeError,
    );
  },
);

test("options out of range are named", () => {
  expect(() => new RatingModel({ seed: 1, lambda: 0 })).toThrow("lambda must lie in");
});

const dot = (a: Float32Array, b: Float32Array, k: number): number => {
  let sum = 0;
  for (let f = 0; f < k; f++) sum += (a[f] ?? 0) * (b[f] ?? 0);
  return sum;
};
