import type { CountTree } from "./count-tree.ts";

/** Sets looked at in the time of one unit of work. */
const SETS_PER_UNIT = 8;
/** Sets of about the same count, by quarters of a doubling, are in no order. */
const STEPS_PER_DOUBLING = 4;

/**
 * Finds the sets that reach a threshold which has come down, in pieces, and gives them out the most frequent first: of two
 * that are joined the rarer one, which comes later, is to look for the other in its few baskets.
 */
export class DueSets {
  readonly #tree: CountTree;
  /** The next to be looked at; 0 where none is. */
  #next = 0;
  readonly #byCount: number[][] = [];
  #size = 0;

  constructor(tree: CountTree) {
    this.#tree = tree;
  }

  /** Whether sets are to be looked at or given out. */
  get isPending(): boolean {
    return this.isLooking || this.#size > 0;
  }

  /** Whether sets are to be looked at before any is given out. */
  get isLooking(): boolean {
    return this.#next > 0;
  }

  /** Looks at all sets from the first on. */
  begin(): void {
    this.clear();
    this.#next = 1;
  }

  /** Forgets all. */
  clear(): void {
    this.#next = 0;
    this.#size = 0;
    this.#byCount.length = 0;
  }

  /** Goes on looking. @param threshold least count @param units most work @returns work done */
  look(threshold: number, units: number): number {
    const { state, count, nodes } = this.#tree;
    const from = this.#next;
    const end = Math.min(nodes, from + Math.max(1, units) * SETS_PER_UNIT);
    for (let node = from; node < end; node++)
      if (state[node] === 0 && (count[node] ?? 0) >= threshold && this.#tree.isHeld(node))
        this.#put(node, threshold);
    this.#next = end < nodes ? end : 0;
    return Math.ceil((end - from) / SETS_PER_UNIT);
  }

  /** One of the most frequent sets that were found, which may have changed since; undefined after the last. */
  take(): number | undefined {
    for (let last = this.#byCount.at(-1); last !== undefined; last = this.#byCount.at(-1)) {
      const node = last.pop();
      if (node !== undefined) {
        this.#size--;
        return node;
      }
      this.#byCount.pop();
    }
    return undefined;
  }

  #put(node: number, threshold: number): void {
    const doublings = Math.log2((this.#tree.count[node] ?? 0) / threshold);
    const at = Math.floor(doublings * STEPS_PER_DOUBLING);
    while (this.#byCount.length <= at) this.#byCount.push([]);
    this.#byCount[at]?.push(node);
    this.#size++;
  }
}
