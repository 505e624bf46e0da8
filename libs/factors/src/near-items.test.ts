import fc from "fast-check";
import { expect, test } from "vitest";
import { PreferenceReplica, reachOf, topN } from "./index.ts";
import { encodePreferenceItem, encodePreferences } from "./preference-wire.ts";
import { uniform } from "./uniform.ts";

const options = { factors: 2, usersMax: 4, itemsMax: 9, userItemsMax: 5, itemUsersMax: 4, seed: 1 };

const id = fc.integer({ min: 0, max: 17 }).map((n) => `i${n}`);
const userId = fc.integer({ min: 0, max: 8 }).map((n) => `u${n}`);
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ userId, items: fc.uniqueArray(id, { maxLength: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ gone: userId }) },
  { weight: 8, arbitrary: fc.record({ itemId: id, count: fc.nat({ max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ withdrawn: id }) },
  { weight: 1, arbitrary: fc.constant({ reset: 0 }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const take = (replica: PreferenceReplica, one: Step): void => {
  if ("userId" in one)
    replica.applyUser(one.userId, encodePreferences(one.items.map((itemId) => ({ itemId, weight: 1 }))));
  else if ("gone" in one) replica.removeUser(one.gone);
  else if ("withdrawn" in one) replica.removeItem(one.withdrawn);
  else if ("reset" in one) replica.removePartition(one.reset);
  else {
    const { itemId, count } = one;
    const row = Float32Array.of(count, 1);
    replica.applyItem(
      itemId,
      encodePreferenceItem({ row, count, touches: count, heat: { mass: 0, time: 0 } }),
    );
  }
};

const slots = Array.from({ length: 10 }, (_, slot) => slot);

/** Everything that may be asked of neighbours, and the best items by the factors. */
const asked = (replica: PreferenceReplica): unknown =>
  slots.map((slot) => {
    const history = [slot, (slot + 3) % 10];
    const near = replica.neighbours.ofHistory(history);
    const byItem = near.touched.map((other) => [other, near.get(other)]);
    const alike = replica.neighbours.ofUsers(history, slot % 3);
    const byUser = alike.touched.map((other) => [other, alike.get(other)]);
    const { cosine } = { cosine: replica.neighbours.cosine(slot, (slot + 1) % 10) };
    const folded = replica.foldIn(history.map((touched) => ({ slot: touched, weight: 1 })));
    return [byItem, byUser, cosine, replica.top(folded, 4, () => true)];
  });

test("what is kept of neighbours between two questions changes no answer, whatever came, left and was let go meanwhile", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const often = new PreferenceReplica(options);
      for (const [n, one] of steps.entries()) {
        take(often, one);
        if (n % 3 === 0) asked(often);
      }
      const once = new PreferenceReplica(options);
      for (const one of steps) take(once, one);
      expect(asked(often)).toEqual(asked(once));
    }),
    { numRuns: 30 },
  );
});

test("rows that are passed over for their length change nothing of the best", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 12 }),
      (seed, k, limit) => {
        const random = uniform(seed);
        const width = k + 1;
        const data = new Float32Array(60 * width);
        for (let slot = 0; slot < 60; slot++) {
          const length = random() ** 4;
          for (let f = 0; f < width; f++)
            data[slot * width + f] = f < k ? length * (random() - 0.5) : random() / 9;
        }
        const reach = {
          data: Float32Array.from({ length: 60 }, (_, slot) => reachOf(data, slot * width, k)),
        };
        const u = Array.from({ length: k }, () => random() - 0.5);
        const best = (rows: Parameters<typeof topN>[4]) =>
          topN(u, 1, limit, (slot) => slot % 5 === 0, rows, 60);
        expect(best({ data, width, reach })).toEqual(best({ data, width }));
      },
    ),
    { numRuns: 30 },
  );
});
