import { setImmediate } from "node:timers/promises";
import { PageRankGraph } from "@millrace/sequences";

/** Links that are worked through before others get a turn: about 3 ms. */
const LINKS_PER_TURN = 200_000;

/** Where an item's visitors went, all partitions together. */
export type StepsOf = (
  itemId: string,
) => readonly { readonly itemId: string; readonly count: number }[] | undefined;

/**
 * PageRank of the whole click graph, kept up to date when it is asked for: pages whose steps changed are noted, and only
 * what follows from them is worked out anew, in turns, so that nobody else waits.
 */
export class PageRanks {
  readonly #stepsOf: StepsOf;
  readonly #graph = new PageRankGraph();
  readonly #nodes = new Map<string, number>();
  readonly #items: (string | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #changed = new Set<string>();
  #settling: Promise<void> | undefined;

  constructor(stepsOf: StepsOf) {
    this.#stepsOf = stepsOf;
  }

  /** Notes that an item's steps changed, or that it left. */
  changed(itemId: string): void {
    this.#changed.add(itemId);
  }

  /** An item's share of a random surfer's visits, all changes so far taken in; 0 for one that is not there. */
  async rank(itemId: string): Promise<number> {
    // Whoever asks while another waits shares the work; changes that came meanwhile need one more round.
    while (this.#changed.size > 0 || !this.#graph.settled) {
      this.#settling ??= this.#settle().finally(() => {
        this.#settling = undefined;
      });
      await this.#settling;
    }
    return this.#graph.rank(this.#nodes.get(itemId) ?? -1);
  }

  async #settle(): Promise<void> {
    let links = 0;
    const gone = new Set<number>();
    for (const itemId of this.#changed) {
      this.#changed.delete(itemId);
      links += this.#take(itemId, gone);
      if (links < LINKS_PER_TURN) continue;
      links = 0;
      await setImmediate();
    }
    if (gone.size > 0) this.#forget(gone);
    while (!this.#graph.push(LINKS_PER_TURN)) await setImmediate();
  }

  /** Brings one item's links up to date. @returns how many there are. */
  #take(itemId: string, gone: Set<number>): number {
    const steps = this.#stepsOf(itemId);
    if (steps === undefined) {
      const node = this.#nodes.get(itemId);
      if (node === undefined) return 1;
      this.#graph.remove(node);
      this.#nodes.delete(itemId);
      this.#items[node] = undefined;
      gone.add(node);
      return 1;
    }
    const to = steps.map((step) => this.#node(step.itemId));
    this.#graph.setLinks(this.#node(itemId), { to, weight: steps.map(({ count }) => count) });
    return steps.length + 1;
  }

  /** Who linked to pages that left looks up anew where its visitors go. O(links of the graph). */
  #forget(gone: Set<number>): void {
    for (const node of [...this.#graph.pagesLinkingTo(gone)]) {
      const itemId = this.#items[node];
      if (itemId !== undefined) this.#take(itemId, gone);
    }
    this.#free.push(...gone);
  }

  #node(itemId: string): number {
    const known = this.#nodes.get(itemId);
    if (known !== undefined) return known;
    const node = this.#free.pop() ?? this.#items.length;
    this.#nodes.set(itemId, node);
    this.#items[node] = itemId;
    this.#graph.add(node);
    return node;
  }
}
