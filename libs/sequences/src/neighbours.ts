import type { SessionIndex } from "./session-index.ts";
import type { SparseScores } from "./sparse-scores.ts";
import type { TransitionView } from "./transition-view.ts";

/** Clicks of a session that look for neighbours, the newest. */
export const LOOKED_AT = 9;
/** Most neighbours that vote: about what published comparisons settle on (100 to 500). */
const NEIGHBOURS_MAX = 400;

/** Scratch of one thread's look-ups. */
export class NeighbourScratch {
  similarity = new Float64Array(0);
  step = new Uint8Array(0);
  stamps = new Int32Array(0);
  stamp = 0;
  readonly rows: number[] = [];

  /** Empties it, for at most `sessions` rows. */
  begin(sessions: number): void {
    if (this.stamps.length < sessions) {
      this.similarity = new Float64Array(sessions);
      this.step = new Uint8Array(sessions);
      this.stamps = new Int32Array(sessions);
      this.stamp = 0;
    }
    this.stamp++;
    this.rows.length = 0;
  }
}

/**
 * V-SKNN (Ludewig & Jannach 2018): the sessions most like this one vote for their items. A neighbour's likeness is the
 * sum over the items in common of position weight x idf, over the root of its length; its vote falls with how long ago the newest common
 * click was. Bounded: {@link LOOKED_AT} items, the newest sessions of each, {@link NEIGHBOURS_MAX} voters.
 * @param trail slots of the session's clicks, oldest first.
 * @param own row of the session itself, which does not vote.
 * @param into emptied, then filled.
 * @returns how many neighbours voted.
 */
export const neighbourVotes = (
  index: SessionIndex,
  view: TransitionView,
  trail: ArrayLike<number>,
  own: number,
  scratch: NeighbourScratch,
  into: SparseScores,
  followers: SparseScores,
): number => {
  into.clear();
  followers.clear();
  scratch.begin(index.rowsReserved);
  const { similarity, step, stamps, stamp, rows } = scratch;
  const looked = Math.min(LOOKED_AT, trail.length);
  for (let back = 1; back <= looked; back++) {
    const slot = trail[trail.length - back] ?? -1;
    if (slot < 0 || isRepeated(trail, back, slot)) continue;
    const posting = index.posting(slot);
    if (posting === undefined) continue;
    const weight = 1 - (back - 1) / (LOOKED_AT + 1);
    const idf = Math.log(1 + view.total / Math.max(1, view.visits.data[slot] ?? 0));
    for (let i = posting.size - 1; i >= 0; i--) {
      const row = posting.row(i);
      if (row === own || !index.isLive(row, posting.stamp(i))) continue;
      if (stamps[row] !== stamp) {
        stamps[row] = stamp;
        similarity[row] = 0;
        step[row] = back;
        rows.push(row);
      }
      similarity[row] = (similarity[row] ?? 0) + weight * idf;
    }
  }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    similarity[row] = (similarity[row] ?? 0) / Math.sqrt(index.length(row));
  }
  const voters = likest(rows, similarity, (row) => index.start(row));
  for (const row of voters) {
    const back = step[row] ?? 1;
    const vote = (similarity[row] ?? 0) * (1 - (back - 1) / (LOOKED_AT + 1));
    const size = index.length(row);
    const matched = trail[trail.length - back] ?? -1;
    let at = 0;
    while (at < size - 1 && index.item(row, at, view.serials) !== matched) at++;
    if (at + 1 < size) {
      const next = index.item(row, at + 1, view.serials);
      if (next >= 0) followers.add(next, vote * vote);
    }
    for (let i = 0; i < size; i++) {
      const slot = index.item(row, i, view.serials);
      // What stood nearer to the common click is likelier to come next, after it more than before it.
      if (slot >= 0) into.add(slot, vote * (i > at ? 1 / (i - at) : 0.5 / (at - i + 1)));
    }
  }
  return voters.length;
};

/**
 * The {@link NEIGHBOURS_MAX} rows that are most alike, of equals those that began last, in the order in which they were
 * found. Selects by a heap whose root is the worst that is kept: O(rows log kept) at worst, about O(rows) in practice.
 */
const likest = (
  rows: readonly number[],
  similarity: Float64Array,
  startOf: (row: number) => number,
): readonly number[] => {
  if (rows.length <= NEIGHBOURS_MAX) return rows;
  const isWorse = (a: number, b: number): boolean => {
    const difference = (similarity[a] ?? 0) - (similarity[b] ?? 0);
    return difference < 0 || (difference === 0 && startOf(a) < startOf(b));
  };
  const heap = rows.slice(0, NEIGHBOURS_MAX);
  const sink = (from: number): void => {
    const moved = heap[from] ?? 0;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isWorse(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
      if (!isWorse(heap[child] ?? 0, moved)) break;
      heap[at] = heap[child] ?? 0;
      at = child;
    }
    heap[at] = moved;
  };
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(at);
  for (let i = NEIGHBOURS_MAX; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (!isWorse(heap[0] ?? 0, row)) continue;
    heap[0] = row;
    sink(0);
  }
  // Sums of floating point numbers depend on their order: by age, which a reader's copy shares.
  return heap.sort((a, b) => startOf(a) - startOf(b));
};

/** Whether the click `back` places from the end comes again after it. */
const isRepeated = (trail: ArrayLike<number>, back: number, slot: number): boolean => {
  for (let newer = 1; newer < back; newer++) if (trail[trail.length - newer] === slot) return true;
  return false;
};
