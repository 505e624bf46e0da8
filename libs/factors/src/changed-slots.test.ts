import fc from "fast-check";
import { expect, test } from "vitest";
import { ChangedSlots } from "./changed-slots.ts";

test("slots come out once each, however they are added, deleted and taken in parts; those never deleted in their order", () => {
  const step = fc.oneof(
    fc.record({ add: fc.nat(6) }),
    fc.record({ add: fc.nat(200) }),
    fc.record({ remove: fc.integer({ min: -1, max: 6 }) }),
    fc.record({ take: fc.nat(5) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [slots, plain, deleted] = [new ChangedSlots(), new Set<number>(), new Set<number>()];
      const take = (limit: number): void => {
        const taken = slots.take(limit);
        expect(taken).toHaveLength(Math.min(limit, plain.size));
        const kept = [...plain].filter((slot) => !deleted.has(slot));
        const inOrder = taken.filter((slot) => !deleted.has(slot));
        expect(inOrder).toEqual(kept.slice(0, inOrder.length));
        for (const slot of taken) expect(plain.delete(slot)).toBe(true);
      };
      for (const one of steps) {
        if ("add" in one) {
          slots.add(one.add);
          plain.add(one.add);
        } else if ("remove" in one) {
          slots.delete(one.remove);
          plain.delete(one.remove);
          deleted.add(one.remove);
        } else take(one.take);
      }
      take(Number.POSITIVE_INFINITY);
    }),
    { numRuns: 50 },
  );
});
