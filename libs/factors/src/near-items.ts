/** Items that share users with one, in the order in which they were first met. */
export interface NearItems {
  readonly slots: Int32Array;
  /** Tells tenants of one slot apart. */
  readonly births: Int32Array;
  /** Users shared, of those looked at. */
  readonly both: Int32Array;
  /** Users looked at. */
  readonly scanned: number;
}

/** Pairs kept altogether, at 12 bytes. */
const PAIRS_MAX = 1_000_000;

/**
 * Neighbours of items between two questions, for whoever reads who touched what and says of every item whose users' lists change
 * that it is stale. Whoever was kept longest leaves. Bytes: 12 for each pair, at most 12 MB.
 */
export class KeptNeighbours {
  readonly #kept = new Map<number, NearItems>();
  readonly #pairsMax: number;
  #pairs = 0;

  /** @param pairsMax most pairs of items kept. */
  constructor(pairsMax = PAIRS_MAX) {
    this.#pairsMax = pairsMax;
  }

  /** Neighbours of the item in a slot; undefined where they are to be looked up. */
  of(slot: number): NearItems | undefined {
    return this.#kept.get(slot);
  }

  /** Keeps an item's neighbours until they are stale. */
  keep(slot: number, near: NearItems): void {
    this.drop(slot);
    this.#kept.set(slot, near);
    this.#pairs += near.slots.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#pairs <= this.#pairsMax) break;
      this.drop(oldest);
    }
  }

  /** Says that the neighbours of the item in a slot are no longer what they were. */
  drop(slot: number): void {
    const near = this.#kept.get(slot);
    if (near === undefined) return;
    this.#pairs -= near.slots.length;
    this.#kept.delete(slot);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#pairs * 12 + this.#kept.size * 200;
  }
}
