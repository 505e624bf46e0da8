import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import type { RowSolver } from "./row-solver.ts";
import { statisticsLength } from "./row-solver.ts";
import type { Side } from "./side.ts";

/** Places in a share: retained ratings n, ratings ever, their sum, Σ (r − b) of the rung without factors, then A and b. */
export const shareAt = { retained: 0, count: 1, sum: 2, plain: 3, statistics: 4 } as const;

/** Numbers in a share for k factors. */
export const shareLength = (factors: number): number => shareAt.statistics + statisticsLength(factors);

/**
 * What one partition's users say of an item: the sums that the item's row is solved from. Sums of all partitions' shares
 * give the row that one partition with all users would find over the same users' rows; μ is left in, since partitions may hold
 * it to be a little different. Bytes: 4 (4 + (k + 1)(k + 4) / 2). O(n k²).
 */
export const itemShare = (items: Side, item: number, users: Side, solver: RowSolver): Uint8Array => {
  const list = items.prune(item, users);
  const { data, width } = users.rows;
  const share = new Float32Array(shareLength(width - 1));
  solver.reset();
  let plain = 0;
  for (let j = 0; j < list.size; j++) {
    const user = list.slots[j] ?? 0;
    const rating = list.ratings[j] ?? 0;
    solver.add(data, user * width, rating);
    plain += rating - (users.plainBias.data[user] ?? 0);
  }
  share[shareAt.retained] = list.size;
  share[shareAt.count] = items.count.data[item] ?? 0;
  share[shareAt.sum] = items.sum.data[item] ?? 0;
  share[shareAt.plain] = plain;
  solver.statistics(share, shareAt.statistics);
  return new ByteWriter(share.byteLength).floats(share).finish();
};

/** Puts the sum of peers' shares in the place of what they said before. @throws {StateFormatError} for another length. */
export const sumShares = (shares: readonly Uint8Array[], into: Float32Array): void => {
  into.fill(0);
  const one = new Float32Array(into.length);
  for (const bytes of shares) {
    if (bytes.length !== into.byteLength)
      throw new StateFormatError(`share of ${bytes.length} bytes, ${into.byteLength} expected`);
    new ByteReader(bytes).floats(one);
    for (let n = 0; n < one.length; n++) into[n] = (into[n] ?? 0) + (one[n] ?? 0);
  }
};
