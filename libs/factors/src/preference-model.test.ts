import fc from "fast-check";
import { expect, test } from "vitest";
import { PreferenceModel, type PreferenceModelOptions, PreferenceReplica } from "./index.ts";
import { uniform } from "./uniform.ts";

interface Touch {
  readonly userId: string;
  readonly itemId: string;
  readonly weight: number;
  readonly time: number;
}

const options: PreferenceModelOptions = { factors: 3, lambda: 0.02, missing: 0.2, refreshRows: 0, seed: 3 };

const touches = (n: number, users: number, items: number, seed: number): Touch[] => {
  const random = uniform(seed);
  return Array.from({ length: n }, (_, time) => {
    const user = Math.floor(random() * users);
    // Users and items are of three kinds; most touches keep to the kind.
    const item = Math.floor(random() * items);
    const kept = random() < 0.85 ? item - (item % 3) + (user % 3) : item;
    return { userId: `u${user}`, itemId: `i${kept % items}`, weight: 1 + Math.floor(random() * 4), time };
  });
};

const learned = (list: readonly Touch[], more: Partial<PreferenceModelOptions> = {}): PreferenceModel => {
  const model = new PreferenceModel({ ...options, ...more });
  for (const touch of list) model.learn(touch);
  return model;
};

const published = (model: PreferenceModel, more: Partial<PreferenceModelOptions> = {}): PreferenceReplica => {
  const replica = new PreferenceReplica({ ...options, ...more });
  publish(model, replica);
  return replica;
};

const publish = (model: PreferenceModel, replica: PreferenceReplica): void => {
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
  replica.applyTotals(model.encodeTotals());
};

test("a row of many preferences is at most an eighth of them behind: the objective is nearly what it is without the delay", () => {
  const many = touches(2_000, 40, 9, 4);
  const [lazy, eager] = [learned(many), learned(many, { staleShare: 0 })];
  expect(lazy.objective()).toBeLessThan(1.02 * eager.objective());
  const none = learned(many, { staleShare: 1 });
  expect(none.objective()).toBeGreaterThan(1.02 * eager.objective());
});

test("neither an event's update nor a sweep ever raises the objective over what is known", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, n) => {
      const model = learned(touches(n, 6, 7, seed));
      let before = model.objective();
      for (let sweep = 0; sweep < 4; sweep++) {
        model.sweep();
        const after = model.objective();
        expect(after).toBeLessThanOrEqual(before * (1 + 1e-6));
        before = after;
      }
    }),
    { numRuns: 15 },
  );
});

test("a folded-in row is where the objective's numeric gradient over that row is zero", () => {
  const list = touches(60, 6, 8, 4);
  const model = learned(list);
  const replica = published(model);
  const history = model.historyOf("u2");
  const { vector } = replica.foldIn(history);
  const items = [...new Set(list.map(({ itemId }) => itemId))].map((itemId) => replica.slotOf(itemId));
  const weights = new Map(history.map(({ slot, weight }) => [slot, weight]));
  // The objective's constants, written out: c is a share of a touch's mean weight, the pull a share of all weights.
  const missing = (0.2 * list.reduce((sum, { weight }) => sum + weight, 0)) / list.length;
  const all = history.reduce((sum, { weight }) => sum + weight, missing * items.length);
  const one = (slot: number, at: Float64Array): number =>
    at.reduce((sum, p, f) => sum + p * axis(replica, slot, f), 0);
  const loss = (at: Float64Array): number => {
    let sum = at.reduce((squares, p) => squares + 0.02 * all * p * p, 0);
    for (const slot of items) {
      const w = weights.get(slot);
      const score = one(slot, at);
      sum += w === undefined ? missing * score ** 2 : w * (1 - score) ** 2;
    }
    return sum;
  };
  for (let f = 0; f < 3; f++) {
    const moved = (by: number): Float64Array => vector.map((p, g) => (g === f ? p + by : p));
    expect((loss(moved(1e-4)) - loss(moved(-1e-4))) / 2e-4).toBeCloseTo(0, 4);
  }
});

/** One coordinate of an item's vector: what a user who is nothing but that axis would score. */
const axis = (replica: PreferenceReplica, slot: number, f: number): number => {
  const basis = replica.foldIn([]);
  basis.vector.fill(0);
  basis.vector[f] = 1;
  return basis.score(slot);
};

test("a score without one preference is that of folding in the others", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const model = learned(touches(80, 8, 9, seed));
      const history = model.historyOf("u1");
      const user = model.foldIn(history);
      for (const [n] of history.entries()) {
        const others = model.foldIn(history.filter((_, other) => other !== n));
        for (let slot = 0; slot < 6; slot++) expect(user.without(n, slot)).toBeCloseTo(others.score(slot), 8);
      }
    }),
    { numRuns: 10 },
  );
});

test("readers see the histories, rows and trends of the model, also after evictions and withdrawals", () => {
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), (seed, small) => {
      const more = small ? { usersMax: 4 } : {};
      const model = new PreferenceModel({ ...options, ...more });
      const replica = new PreferenceReplica(options);
      for (const [n, touch] of touches(90, 7, 8, seed).entries()) {
        if (n % 9 === 8) model.withdraw(touch.userId, touch.itemId);
        else model.learn(touch);
        if (n % 5 === 0) publish(model, replica);
      }
      publish(model, replica);
      for (const userId of ["u0", "u1", "u2", "u3", "u4", "u5", "u6"]) {
        const held = model.preferencesOf(userId);
        expect(replica.preferencesOf(userId)).toEqual(held);
        const slots = held.map(({ itemId, weight }) => ({ slot: replica.slotOf(itemId), weight }));
        const [theirs, ours] = [model.foldIn(model.historyOf(userId)), replica.foldIn(slots)];
        expect([...ours.vector].map((p) => p.toFixed(6))).toEqual(
          [...theirs.vector].map((p) => p.toFixed(6)),
        );
      }
      const trends = replica.trending(99, replica.now, 10, () => true).map(({ score }) => score);
      expect(trends.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
    }),
    { numRuns: 15 },
  );
});

test("a preference that was withdrawn leaves the lists as if it had never been", () => {
  const list = touches(50, 5, 6, 8);
  const [gone, kept] = [learned(list), learned(list)];
  gone.learn({ userId: "u0", itemId: "new", weight: 4, time: 60 });
  expect(gone.withdraw("u0", "new", 3)).toBe(false);
  expect(gone.withdraw("u0", "new", 4)).toBe(true);
  expect(gone.withdraw("u0", "new")).toBe(false);
  expect(gone.preferencesOf("u0")).toEqual(kept.preferencesOf("u0"));
  expect(gone.withdraw("nobody", "new")).toBe(false);
});

test("a preference said again keeps its greatest weight and becomes the newest", () => {
  const model = learned([
    { userId: "u", itemId: "a", weight: 5, time: 1 },
    { userId: "u", itemId: "b", weight: 1, time: 2 },
    { userId: "u", itemId: "a", weight: 1, time: 3 },
  ]);
  expect(model.preferencesOf("u")).toEqual([
    { itemId: "b", weight: 1 },
    { itemId: "a", weight: 5 },
  ]);
  expect(() => model.learn({ userId: "u", itemId: "a", weight: 0, time: 4 })).toThrow(RangeError);
});

test("on three planted kinds of users, factors and neighbours rank what comes far above popularity", () => {
  const model = new PreferenceModel({ ...options, factors: 4, refreshRows: 1 });
  const ranks = { popularity: 0, itemKnn: 0, factors: 0, blend: 0 };
  for (const [n, touch] of touches(1_500, 40, 45, 9).entries()) {
    if (n > 700 && !model.knows(touch.userId, touch.itemId)) {
      const found = model.ranks(touch.userId, touch.itemId);
      for (const rung of ["popularity", "itemKnn", "factors", "blend"] as const)
        ranks[rung] += 1 / found[rung];
    }
    model.learn(touch);
  }
  for (const rung of ["itemKnn", "factors", "blend"] as const)
    expect([rung, ranks[rung] > ranks.popularity * 1.25]).toEqual([rung, true]);
  expect(model.ranks("u1", "never seen").factors).toBe(Number.POSITIVE_INFINITY);
});

test("a user of ten thousand touches and an item that all touch keep to their caps", () => {
  const caps = { userItemsMax: 8, itemUsersMax: 8, usersMax: 50, itemsMax: 60 };
  const model = learned([], caps);
  for (let n = 0; n < 10_000; n++)
    model.learn({
      userId: n % 2 === 0 ? "busy" : `u${n}`,
      itemId: n % 2 === 0 ? `i${n}` : "hit",
      weight: 1,
      time: n,
    });
  expect(model.preferencesOf("busy")).toHaveLength(8);
  expect(model.size.entries).toBe(110);
  expect(model.size.bytes).toBeLessThan(60_000);
  expect(model.size.evictions).toBeGreaterThan(9_000);
});
