import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeItemRow, decodeUserRow, FactorReplica, type Rating, RatingModel, topN } from "./index.ts";
import { plantedRatings } from "./planted-ratings.ts";
import { uniform } from "./uniform.ts";

const options = { factors: 3, lambda: 1, biasLambda: 1, seed: 7 };

const publish = (model: RatingModel, replica: FactorReplica): void => {
  for (const id of model.changedUsers()) {
    const row = model.encodeUser(id);
    if (row === undefined) replica.removeUser(id);
    else replica.applyUser(id, row);
  }
  for (const id of model.changedItems()) {
    const row = model.encodeItem(id);
    if (row === undefined) replica.removeItem(id);
    else replica.applyItem(id, row);
  }
  replica.applyGlobal(model.encodeGlobal());
};
const both = (ratings: readonly Rating[], more: object = {}): readonly [RatingModel, FactorReplica] => {
  const model = new RatingModel({ ...options, ...more });
  const replica = new FactorReplica(options);
  ratings.forEach((r, n) => {
    model.learn(r);
    if (n % 7 === 0) publish(model, replica);
  });
  publish(model, replica);
  return [model, replica];
};

// A rating of an item that was evicted and came back is no longer the model's; the replica knows it until the user's row is
// published again. So ratings are compared where only users are evicted.
test("the replica predicts and folds in as the model does, to the bit, also after evictions", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), fc.boolean(), (seed, n, small) => {
      const ratings = plantedRatings(n, 8, 10, 2, seed);
      const [model, replica] = both(ratings, small ? { usersMax: 4 } : {});
      for (const { userId, itemId } of [...ratings, { userId: "?", itemId: "i1" }]) {
        expect(replica.predict(userId, itemId)).toEqual(model.predict(userId, itemId));
        expect(replica.ratingsOf(userId)).toEqual(model.ratingsOf(userId));
        const asked = model.ratingsOf(userId);
        expect(replica.foldIn(asked).vector).toEqual(model.foldIn(asked).vector);
      }
    }),
    { numRuns: 15 },
  );
});

test("the replica predicts as the model does, to the bit, while items are evicted", () => {
  const ratings = plantedRatings(200, 6, 20, 2, 4);
  const [model, replica] = both(ratings, { itemsMax: 5 });
  for (const { userId, itemId } of ratings)
    expect(replica.predict(userId, itemId)).toEqual(model.predict(userId, itemId));
});

test("recommendations are the best unrated items, as scoring every one by hand says", () => {
  const ratings = plantedRatings(400, 15, 40, 2, 3);
  const [model, replica] = both(ratings);
  const asked = model.ratingsOf("u3");
  const rated = new Set(asked.map((r) => r.itemId));
  const user = replica.foldIn(asked);
  const all = [...new Set(ratings.map((r) => r.itemId))].filter((id) => !rated.has(id) && id !== "i5");
  const scores = all.map((itemId) => {
    const alone = replica.recommend("u3", { limit: 1, accept: (id) => id === itemId })[0];
    return { itemId, score: alone?.score ?? 0 };
  });
  scores.sort((a, b) => b.score - a.score);
  const got = replica.recommend("u3", { limit: 5, exclude: ["i5", "unknown"] });
  expect(got.map((i) => i.itemId)).toEqual(scores.slice(0, 5).map((i) => i.itemId));
  expect(user.ratings).toEqual(asked);
  expect(replica.recommend("nobody", { limit: 5 })).toEqual([]);
  expect(replica.recommendFor([{ itemId: "unknown", rating: 5 }], { limit: 5 })).toEqual([]);
});

test("evidence: the parts add up to the score, and removing a rating lowers it by its stated weight", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, n) => {
      const [model, replica] = both(plantedRatings(200, 10, 20, 2, seed));
      const asked = plantedRatings(n, 1, 20, 2, seed + 1).filter(
        (r) => replica.related(r.itemId, 1).length > 0,
      );
      const user = replica.foldIn(asked);
      const mean = model.predict("?", "?").mean;
      const target = replica.foldIn([{ itemId: "i0", rating: 3 }]).slots[0];
      const empty = replica.foldIn([]);
      if (target === undefined) return;
      const evidence = user.evidence(target);
      const parts = evidence.reduce((sum, e) => sum + e.contribution, 0);
      // Without any rating the score is μ and the item's bias.
      expect(parts + empty.score(target)).toBeCloseTo(user.score(target), 6);
      expect(Math.abs(empty.score(target) - mean)).toBeLessThan(5);
      evidence.forEach((e, j) => {
        const without = replica.foldIn(user.ratings.filter((_, other) => other !== j));
        expect(user.score(target) - without.score(target)).toBeCloseTo(e.weight, 6);
      });
    }),
    { numRuns: 15 },
  );
});

test("evidence shown is of the user's own ratings, the strongest first", () => {
  const [model, replica] = both(plantedRatings(600, 15, 40, 2, 3));
  const own = new Set(model.ratingsOf("u2").map((r) => r.itemId));
  for (const { evidence } of replica.recommend("u2", { limit: 5, evidenceMax: 2 })) {
    expect(evidence.length).toBeLessThanOrEqual(2);
    for (const e of evidence) expect(own.has(e.itemId) && e.weight > 0).toBe(true);
    expect(evidence.map((e) => e.weight)).toEqual(evidence.map((e) => e.weight).sort((a, b) => b - a));
  }
});

test("what was removed is neither recommended nor popular nor related", () => {
  const [, replica] = both(plantedRatings(400, 15, 20, 2, 3));
  const top = replica.recommend("u1", { limit: 20 })[0]?.itemId ?? "";
  expect(replica.removeItem(top)).toBe(true);
  const named = [
    ...replica.recommend("u1", { limit: 20 }),
    ...replica.popular(20),
    ...replica.related("i0", 20),
  ].map((i) => i.itemId);
  expect(named).not.toContain(top);
  expect(replica.removeUser("u1")).toBe(true);
  expect(replica.recommend("u1", { limit: 20 })).toEqual([]);
});

test("popular items are well and often rated, and a single perfect rating does not lead", () => {
  const often = Array.from({ length: 30 }, (_, n) => ({ userId: `u${n}`, itemId: "often", rating: 4.5 }));
  const poor = Array.from({ length: 30 }, (_, n) => ({ userId: `u${n}`, itemId: "poor", rating: 1 }));
  const [, replica] = both([...often, ...poor, { userId: "u1", itemId: "once", rating: 5 }]);
  expect(replica.popular(3).map((i) => i.itemId)).toEqual(["often", "once", "poor"]);
  expect(replica.popular(1, { exclude: ["often"] }).map((i) => i.itemId)).toEqual(["once"]);
});

test("items of one planted kind are related to each other", () => {
  const random = uniform(2);
  const ratings = Array.from({ length: 3_000 }, (_, n) => {
    const user = n % 60;
    const item = Math.floor(random() * 20);
    return { userId: `u${user}`, itemId: `i${item}`, rating: user % 2 === item % 2 ? 5 : 1 };
  });
  const [, replica] = both(ratings);
  for (const { itemId } of replica.related("i4", 9)) expect(Number(itemId.slice(1)) % 2).toBe(0);
});

test("top-N is the head of a full sort", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 60 }),
      (seed, k, limit) => {
        const random = uniform(seed);
        const data = Float32Array.from({ length: 50 * (k + 1) }, () => Math.round(random() * 4) / 2);
        const u = Array.from({ length: k }, () => Math.round(random() * 4) / 2);
        const score = (slot: number): number =>
          u.reduce(
            (sum, x, f) => sum + x * (data[slot * (k + 1) + f] ?? 0),
            1 + (data[slot * (k + 1) + k] ?? 0),
          );
        const sorted = Array.from({ length: 50 }, (_, slot) => ({ slot, score: score(slot) }))
          .filter(({ slot }) => slot % 3 !== 0)
          .sort((a, b) => b.score - a.score || a.slot - b.slot);
        const got = topN(u, 1, limit, (slot) => slot % 3 === 0, { data, width: k + 1 }, 50);
        expect(got).toEqual(sorted.slice(0, limit));
      },
    ),
  );
});

test("vectors of the items and users with most ratings are those that were published", () => {
  const ratings = plantedRatings(200, 8, 20, 2, 5);
  const [model, replica] = both(ratings);
  const items = replica.itemVectors(6);
  expect([items.ids.length, items.length, items.rows.length]).toEqual([6, 3, 18]);
  expect([...items.counts].sort((a, b) => b - a)).toEqual(items.counts);
  for (const [i, itemId] of items.ids.entries()) {
    const published = decodeItemRow(model.encodeItem(itemId) ?? new Uint8Array(), 3);
    expect(items.rows.slice(3 * i, 3 * i + 3)).toEqual(published.row.slice(0, 3));
    expect(items.counts[i]).toBe(published.count);
  }
  const users = replica.userVectors(100);
  expect([...users.ids].sort()).toEqual([...new Set(ratings.map(({ userId }) => userId))].sort());
  for (const [i, userId] of users.ids.entries()) {
    const published = decodeUserRow(model.encodeUser(userId) ?? new Uint8Array(), 3);
    expect(users.rows.slice(3 * i, 3 * i + 3)).toEqual(published.row.slice(0, 3));
  }
});
