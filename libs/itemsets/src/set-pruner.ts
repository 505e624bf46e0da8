import { CountTree } from "./count-tree.ts";

/** What a node of the tree is: only counted at first, then about to be joined with its siblings, then joined. */
export const WAITING = 1;
/** The set and each joined sibling have their candidate counted, wherever a basket holds both. */
export const JOINED = 2;

/**
 * Takes apart what does not reach a threshold, with the candidates that lost a generator, in pieces. First all single
 * items are looked at, then what lies below those that stay: in between candidates without both generators are there
 * still, so no set may be joined before all is done. Baskets may be counted meanwhile.
 */
export class SetPruner {
  readonly #tree: CountTree;
  #threshold = 0;
  /** The next single item of a pass; −1 after the last. */
  #next = -1;
  #pass: "none" | "items" | "below" = "none";
  /** Joined sets of which what lies below them is to be looked at. */
  readonly #below: number[] = [];
  /** Sets that are to go with all below them. */
  readonly #going: number[] = [];
  #work = 0;

  constructor(tree: CountTree) {
    this.#tree = tree;
  }

  /** Whether there is more to do. */
  get isPending(): boolean {
    return this.#pass !== "none";
  }

  /** Sets looked at since the beginning. */
  get work(): number {
    return this.#work;
  }

  /** Begins, or begins anew with a greater threshold. */
  begin(threshold: number): void {
    this.#threshold = threshold;
    this.#pass = "items";
    // What is to be looked at is found again; what is to go has to.
    this.#below.length = 0;
    this.#next = this.#tree.first[CountTree.root] ?? -1;
  }

  /** Goes on. @param until work at which to stop */
  go(until: number): void {
    while (this.isPending && this.#work < until) {
      this.#work++;
      if (this.#going.length > 0) this.#let();
      else if (this.#below.length > 0) this.#look(this.#below.pop() ?? 0);
      else this.#pick();
    }
  }

  /** Takes the next single item, or goes on to the next pass. */
  #pick(): void {
    const tree = this.#tree;
    const node = this.#next;
    if (node < 0) {
      this.#pass = this.#pass === "items" ? "below" : "none";
      this.#next = tree.first[CountTree.root] ?? -1;
      return;
    }
    this.#next = tree.next[node] ?? -1;
    if (tree.state[node] !== JOINED) return;
    if (this.#pass === "items") this.#demote(node);
    else this.#below.push(node);
  }

  /** Lets the last of the sets that are to go have one less below it, or go itself. */
  #let(): void {
    const tree = this.#tree;
    const node = this.#going[this.#going.length - 1] ?? 0;
    const kid = tree.first[node] ?? -1;
    if (kid >= 0) this.#going.push(kid);
    else tree.free(this.#going.pop() ?? 0);
  }

  /** Joins a set no more, where it does not reach the threshold: what lies below it goes. */
  #demote(node: number): void {
    const { state, count, first, next } = this.#tree;
    if ((count[node] ?? 0) >= this.#threshold) return;
    state[node] = 0;
    for (let kid = first[node] ?? -1; kid >= 0; kid = next[kid] ?? -1) this.#going.push(kid);
  }

  /** Looks below a joined set for candidates that lost their other generator and for what does not reach the threshold. */
  #look(node: number): void {
    const tree = this.#tree;
    const { state, first, next, item } = tree;
    const parent = tree.parent[node] ?? 0;
    for (let candidate = first[node] ?? -1; candidate >= 0; candidate = next[candidate] ?? -1) {
      const other = tree.child(parent, item[candidate] ?? 0);
      this.#work++;
      if (other < 0 || state[other] !== JOINED) this.#going.push(candidate);
      else if (state[candidate] === JOINED) {
        this.#demote(candidate);
        if (state[candidate] === JOINED) this.#below.push(candidate);
      }
    }
  }
}
