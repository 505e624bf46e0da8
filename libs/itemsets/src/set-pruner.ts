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
    this.#next = this.#tree.first[CountTree.root] ?? -1;
  }

  /** Goes on. @param until work at which to stop */
  go(until: number): void {
    const tree = this.#tree;
    while (this.isPending && this.#work < until) {
      const node = this.#next;
      if (node < 0) {
        this.#pass = this.#pass === "items" ? "below" : "none";
        this.#next = tree.first[CountTree.root] ?? -1;
        continue;
      }
      this.#next = tree.next[node] ?? -1;
      this.#work++;
      if (tree.state[node] !== JOINED) continue;
      if (this.#pass === "items") this.#demote(node);
      else this.#below(CountTree.root, node);
    }
  }

  /** Lets go whatever lies below a set that is joined no more. */
  #demote(node: number): void {
    const { state, count } = this.#tree;
    if ((count[node] ?? 0) >= this.#threshold) return;
    state[node] = 0;
    this.#clear(node);
  }

  /** Lets go, below a joined set, the candidates that lost their other generator and what does not reach the threshold. */
  #below(parent: number, node: number): void {
    const tree = this.#tree;
    for (let candidate = tree.first[node] ?? -1; candidate >= 0; ) {
      const after = tree.next[candidate] ?? -1;
      const other = tree.child(parent, tree.item[candidate] ?? 0);
      this.#work++;
      if (other < 0 || tree.state[other] !== JOINED) {
        this.#clear(candidate);
        tree.free(candidate);
      } else if (tree.state[candidate] === JOINED) this.#demote(candidate);
      candidate = after;
    }
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.next[kid] ?? -1)
      if (tree.state[kid] === JOINED) this.#below(node, kid);
  }

  #clear(node: number): void {
    const tree = this.#tree;
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.first[node] ?? -1) {
      this.#clear(kid);
      tree.free(kid);
      this.#work += 2;
    }
  }
}
