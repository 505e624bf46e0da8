import type { KeptNeighbours, NearItems } from "./near-items.ts";
import type { RatingLists } from "./rating-lists.ts";
import { SlotSums } from "./slot-sums.ts";
import { BestScores, type Scored } from "./top-n.ts";

/** One side of who touched what: lists of the opposite slots, newest last, and how often each row was touched. */
export interface Linked {
  readonly lists: RatingLists;
  /** Tells tenants of one slot apart. */
  readonly birth: { readonly data: Int32Array };
  /** Touches by different rows of the other side, also those that no list holds any more. */
  readonly count: { readonly data: Int32Array };
}

/** Both sides, kept up to date by whoever owns them. */
export interface Histories {
  readonly users: Linked;
  readonly items: Linked;
}

/** Newest users of an item, newest items of a user, and most similar users that are looked at. */
const USERS_MAX = 96;
const ITEMS_MAX = 64;
const SIMILAR_USERS_MAX = 30;
/** Newest items of the history that neighbours are looked up for. */
export const HISTORY_MAX = 32;
/** How much less each older item of a history counts. */
const FADE = 0.95;
/** Pseudo-touches of "nothing in common": on two real logs 20 beat 5 by a quarter to a third in recall@10. */
const SHRINK = 20;

/** Share of the `rank`-th newest of a history (0: the newest); not yet divided by {@link shares}. */
export const shareOf = (rank: number): number => FADE ** rank;
/** Σ of the shares of `length` items. */
export const shares = (length: number): number => (1 - FADE ** Math.min(length, HISTORY_MAX)) / (1 - FADE);

/**
 * Item-item and user-user cosines over who touched what, worked out from the lists when asked, so that a change or a
 * withdrawal is in the next answer and nothing has to be undone. The cosine of items i and j is
 * n_ij / (√(n_i n_j) + 20), n_ij counted over the newest 96 users of j and scaled up to all of them: exact up to 96 users,
 * a sample of the newest beyond. Cost of one item's neighbours: at most 96 x 64 steps, about 20 µs, and one for each
 * neighbour where they are kept. Changes nothing.
 */
export class Neighbours {
  readonly #histories: Histories;
  readonly #kept: KeptNeighbours | undefined;
  readonly #sums = new SlotSums();
  readonly #scores = new SlotSums();
  readonly #shared = new SlotSums();
  /** Preferences looked at so far: what looking neighbours up costs, the same in every replay. Not part of the state. */
  steps = 0;

  /** @param kept by whoever reads only, and tells what is stale; absent, everything is looked up. */
  constructor(histories: Histories, kept?: KeptNeighbours) {
    this.#histories = histories;
    this.#kept = kept;
  }

  /** Calls `visit` for each item that shares a user with the one in `slot`, itself left out. */
  eachSimilar(slot: number, visit: (other: number, cosine: number) => void): void {
    const near = this.#near(slot);
    for (let n = 0; n < near.slots.length; n++) {
      const cosine = this.#cosineAt(slot, near, n);
      if (cosine > 0) visit(near.slots[n] ?? 0, cosine);
    }
  }

  /** Cosine of two items as {@link eachSimilar} tells it; 0 where they share nobody. */
  cosine(slot: number, other: number): number {
    const near = this.#near(slot);
    const n = near.slots.indexOf(other);
    return n < 0 ? 0 : this.#cosineAt(slot, near, n);
  }

  /**
   * Mean cosine of every item with the newest 32 of a history, each older one counting 0.95 times the one after it:
   * 0..1, valid until the next call. O(32 x 96 x 64). @param history slots, newest last.
   */
  ofHistory(history: readonly number[]): SlotSums {
    const scores = this.#scores;
    scores.clear();
    const newest = history.slice(-HISTORY_MAX);
    const total = shares(newest.length);
    for (const [n, slot] of newest.entries()) {
      const share = shareOf(newest.length - 1 - n) / total;
      if (this.#kept === undefined) this.#addSimilar(slot, share, scores);
      else {
        const near = this.#near(slot);
        for (let i = 0; i < near.slots.length; i++) {
          const cosine = this.#cosineAt(slot, near, i);
          if (cosine > 0) scores.add(near.slots[i] ?? 0, share * cosine);
        }
      }
    }
    return scores;
  }

  /**
   * What the users most like this one touched: Σ of their cosines over (Σ of all + 2), 0..1; n_uv / (√(n_u n_v) + 20) over the
   * newest 32 items of the history. Valid until the next call. @param self slot of the user, who is no neighbour; −1 for nobody.
   */
  ofUsers(history: readonly number[], self = -1): SlotSums {
    const { users, items } = this.#histories;
    const scores = this.#shared;
    scores.clear();
    const similar = this.#usersLike(history.slice(-HISTORY_MAX), self);
    let total = SHRINK / 10;
    for (const { score } of similar) total += score;
    for (const { slot: user, score: cosine } of similar) {
      const own = users.lists.of(user);
      for (let i = own.size - 1; i >= Math.max(0, own.size - ITEMS_MAX); i--) {
        const slot = own.slots[i] ?? 0;
        if (items.birth.data[slot] === own.births[i]) scores.add(slot, cosine / total);
      }
    }
    return scores;
  }

  /** The users most like whoever touched these items, with their cosines, most alike first; of equals, the first slot. */
  #usersLike(newest: readonly number[], self: number): readonly Scored[] {
    const { users, items } = this.#histories;
    const sums = this.#sums;
    for (const slot of newest) {
      const { slots, births, size } = items.lists.of(slot);
      for (let u = size - 1; u >= Math.max(0, size - USERS_MAX); u--) {
        const user = slots[u] ?? 0;
        if (user !== self && users.birth.data[user] === births[u]) sums.add(user, 1);
      }
    }
    const best = new BestScores(SIMILAR_USERS_MAX);
    for (const user of sums.touched)
      best.offer(user, sums.get(user) / (Math.sqrt(newest.length * users.lists.of(user).size) + SHRINK));
    sums.clear();
    return best.sorted();
  }

  /** Adds a share of the cosines with the item in `slot`, where nothing is kept. */
  #addSimilar(slot: number, share: number, scores: SlotSums): void {
    const counts = this.#histories.items.count.data;
    const sums = this.#sums;
    const scanned = this.#scan(slot);
    const own = Math.max(counts[slot] ?? 0, scanned);
    for (const other of sums.touched) {
      const root = Math.sqrt(own * Math.max(1, counts[other] ?? 0));
      scores.add(other, share * ((sums.get(other) * own) / scanned / (root + SHRINK)));
    }
    sums.clear();
  }

  /** Cosine of the n-th neighbour with the item in `slot`; 0 where it left since. */
  #cosineAt(slot: number, { slots, births, both, scanned }: NearItems, n: number): number {
    const { birth, count } = this.#histories.items;
    const other = slots[n] ?? 0;
    if (birth.data[other] !== births[n]) return 0;
    const own = Math.max(count.data[slot] ?? 0, scanned);
    return ((both[n] ?? 0) * own) / scanned / (Math.sqrt(own * Math.max(1, count.data[other] ?? 0)) + SHRINK);
  }

  #near(slot: number): NearItems {
    const kept = this.#kept?.of(slot);
    if (kept !== undefined) return kept;
    const near = this.#lookedUp(slot);
    this.#kept?.keep(slot, near);
    return near;
  }

  #lookedUp(slot: number): NearItems {
    const births = this.#histories.items.birth.data;
    const sums = this.#sums;
    const scanned = this.#scan(slot);
    const { length } = sums.touched;
    const near = {
      slots: new Int32Array(length),
      births: new Int32Array(length),
      both: new Int32Array(length),
      scanned,
    };
    for (let n = 0; n < length; n++) {
      const other = sums.touched[n] ?? 0;
      near.slots[n] = other;
      near.births[n] = births[other] ?? 0;
      near.both[n] = sums.get(other);
    }
    sums.clear();
    return near;
  }

  /** Counts in the scratch sums how many of an item's newest users touched each other item; how many users it looked at. */
  #scan(slot: number): number {
    const { users, items } = this.#histories;
    const list = items.lists.of(slot);
    const userBirths = users.birth.data;
    const itemBirths = items.birth.data;
    const sums = this.#sums;
    let scanned = 0;
    for (let u = list.size - 1; u >= 0 && scanned < USERS_MAX; u--) {
      const user = list.slots[u] ?? 0;
      if (userBirths[user] !== list.births[u]) continue;
      scanned++;
      const { slots, births, size } = users.lists.of(user);
      const from = Math.max(0, size - ITEMS_MAX);
      this.steps += size - from;
      for (let i = size - 1; i >= from; i--) {
        const other = slots[i] ?? 0;
        if (other !== slot && itemBirths[other] === births[i]) sums.add(other, 1);
      }
    }
    return scanned;
  }
}
