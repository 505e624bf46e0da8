import fc from "fast-check";
import { expect, test } from "vitest";
import { partitioner } from "./connect.ts";
import { partitionOfKey } from "./murmur2.ts";

test("a key's partition is the one that the client's own partitioner chooses, for any key and any number of partitions", () => {
  const choose = partitioner();
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      (key, n) => {
        const partitionMetadata = Array.from({ length: n }, (_, partitionId) => ({
          partitionId,
          partitionErrorCode: 0,
          leader: 0,
          replicas: [],
          isr: [],
        }));
        const chosen = choose({ topic: "t", partitionMetadata, message: { key, value: null } });
        expect(partitionOfKey(key, n)).toBe(chosen);
      },
    ),
  );
});
