/** Where a page's visitors go. */
export interface OutLinks {
  /** Nodes, each once. */
  readonly to: ArrayLike<number>;
  /** Weight of each link, above 0. */
  readonly weight: ArrayLike<number>;
}

/** How ranks are worked out. */
export interface PageRankOptions {
  /** Probability of following a link. @default 0.85 */
  readonly damping?: number;
  /** Greatest error of all ranks together (L1). @default 1e-8 */
  readonly tolerance?: number;
}

const NONE: OutLinks = { to: [], weight: [] };

/**
 * PageRank of a weighted graph that changes (Page et al. 1999), kept by pushing residuals (Gauss-Southwell; Ohsaka, Maehara &
 * Kawarabayashi 2015). It holds y with y = 1 + d·Pᵀy − r: y / Σy is the PageRank in which a dangling page's visitors go
 * anywhere (Del Corso, Gulli & Romani 2005), so neither a new page nor a dangling one touches all others. A changed
 * page changes r only where its links led and lead; `push` takes r down until Σ|r| is as small as wanted.
 *
 * Memory: 40 bytes a page, and the links. `setLinks` is O(links of the page), `push` O(links of the pages pushed).
 */
export class PageRankGraph {
  readonly #damping: number;
  readonly #tolerance: number;
  readonly #links: (OutLinks | undefined)[] = [];
  #present = new Uint8Array(64);
  #ranks = new Float64Array(64);
  #residuals = new Float64Array(64);
  #queued = new Uint8Array(64);
  #queue: number[] = [];
  #pages = 0;
  #total = 0;
  #residual = 0;

  constructor(options: PageRankOptions = {}) {
    this.#damping = options.damping ?? 0.85;
    this.#tolerance = options.tolerance ?? 1e-8;
  }

  /** Pages in the graph. */
  get pages(): number {
    return this.#pages;
  }

  /** Bound of the error of all ranks together (L1): ‖y − y*‖ ≤ ‖r‖ / (1 − d), doubled for the norming. */
  get errorBound(): number {
    return this.#pages === 0 ? 0 : (2 * this.#residual) / ((1 - this.#damping) * Math.max(1, this.#total));
  }

  /** Whether the error is within the tolerance. */
  get settled(): boolean {
    return this.errorBound <= this.#tolerance;
  }

  /** A page's share of the visits of a random surfer; 0 for one that is not there. All shares add up to 1. */
  rank(page: number): number {
    return this.#present[page] === 1 ? (this.#ranks[page] ?? 0) / this.#total : 0;
  }

  /** Puts a page there, without links at first. */
  add(page: number): void {
    this.#reserve(page);
    if (this.#present[page] === 1) return;
    this.#present[page] = 1;
    this.#pages++;
    this.#addResidual(page, 1);
  }

  /** Takes a page away, with its links. Links to it must have been taken away by their owners, or they lead nowhere. */
  remove(page: number): void {
    if (this.#present[page] !== 1) return;
    this.setLinks(page, NONE);
    // Whatever flowed to it is gone with it: those who still link to it lose that share.
    this.#total -= this.#ranks[page] ?? 0;
    this.#ranks[page] = 0;
    this.#residual -= Math.abs(this.#residuals[page] ?? 0);
    this.#residuals[page] = 0;
    this.#present[page] = 0;
    this.#pages--;
  }

  /** Replaces a page's links. Links to pages that are not there count as dangling. */
  setLinks(page: number, links: OutLinks): void {
    this.add(page);
    this.#flow(page, this.#links[page] ?? NONE, -(this.#ranks[page] ?? 0));
    this.#links[page] = links.to.length === 0 ? undefined : links;
    this.#flow(page, links, this.#ranks[page] ?? 0);
  }

  /** Pages with a link to any of these. O(links of the graph). */
  *pagesLinkingTo(pages: ReadonlySet<number>): Iterable<number> {
    for (const [page, links] of this.#links.entries()) {
      if (links === undefined) continue;
      for (let i = 0; i < links.to.length; i++) {
        if (!pages.has(links.to[i] ?? -1)) continue;
        yield page;
        break;
      }
    }
  }

  /** Brings the ranks nearer, over at most about `linksMax` links. @returns whether they are settled. */
  push(linksMax: number): boolean {
    let left = linksMax;
    const least = this.#least();
    while (left > 0 && !this.settled) {
      if (this.#queue.length === 0 && !this.#requeue()) break;
      const batch = this.#queue;
      this.#queue = [];
      for (let i = 0; i < batch.length; i++) {
        const page = batch[i] ?? 0;
        this.#queued[page] = 0;
        const residual = this.#residuals[page] ?? 0;
        if (Math.abs(residual) < least || this.#present[page] !== 1) continue;
        if (left <= 0) {
          this.#enqueue(page);
          continue;
        }
        const links = this.#links[page] ?? NONE;
        left -= links.to.length + 1;
        this.#residuals[page] = 0;
        this.#residual -= Math.abs(residual);
        this.#ranks[page] = (this.#ranks[page] ?? 0) + residual;
        this.#total += residual;
        this.#flow(page, links, residual);
      }
    }
    return this.settled;
  }

  /** Adds d·amount·P(page → ·) to the residuals. */
  #flow(page: number, links: OutLinks, amount: number): void {
    if (amount === 0) return;
    let total = 0;
    for (let i = 0; i < links.to.length; i++) total += links.weight[i] ?? 0;
    if (total === 0) return;
    const unit = (this.#damping * amount) / total;
    for (let i = 0; i < links.to.length; i++)
      this.#addResidual(links.to[i] ?? page, unit * (links.weight[i] ?? 0));
  }

  #addResidual(page: number, by: number): void {
    if (this.#present[page] !== 1) return;
    const before = this.#residuals[page] ?? 0;
    const after = before + by;
    this.#residuals[page] = after;
    this.#residual += Math.abs(after) - Math.abs(before);
    if (this.#queued[page] === 0) this.#enqueue(page);
  }

  #enqueue(page: number): void {
    this.#queued[page] = 1;
    this.#queue.push(page);
  }

  /** Residuals below this are left: all of them together stay within the tolerance. */
  #least(): number {
    return (
      (this.#tolerance * (1 - this.#damping) * Math.max(1, this.#total)) / (4 * Math.max(1, this.#pages))
    );
  }

  /** Sums drift by rounding: adds them up anew. Whether anything is left to push. */
  #requeue(): boolean {
    let [residual, total] = [0, 0];
    const least = this.#least();
    for (let page = 0; page < this.#present.length; page++) {
      if (this.#present[page] !== 1) continue;
      const own = Math.abs(this.#residuals[page] ?? 0);
      residual += own;
      total += this.#ranks[page] ?? 0;
      if (own >= least && this.#queued[page] === 0) this.#enqueue(page);
    }
    this.#residual = residual;
    this.#total = total;
    return this.#queue.length > 0;
  }

  #reserve(page: number): void {
    if (page < this.#present.length) return;
    const length = Math.max(page + 1, this.#present.length * 2);
    const present = new Uint8Array(length);
    present.set(this.#present);
    this.#present = present;
    const queued = new Uint8Array(length);
    queued.set(this.#queued);
    this.#queued = queued;
    const ranks = new Float64Array(length);
    ranks.set(this.#ranks);
    this.#ranks = ranks;
    const residuals = new Float64Array(length);
    residuals.set(this.#residuals);
    this.#residuals = residuals;
  }
}

/**
 * The same by power iteration from scratch, the textbook way: visitors of a dangling page go anywhere. The oracle.
 * @param links by page, of pages 0 to n − 1; links beyond are not allowed. @returns `[n]`, adds up to 1.
 */
export const pageRankByPowerIteration = (
  links: readonly OutLinks[],
  { damping = 0.85, tolerance = 1e-12 }: PageRankOptions = {},
): Float64Array => {
  const n = links.length;
  let ranks = new Float64Array(n).fill(1 / Math.max(1, n));
  for (let pass = 0; pass < 10_000; pass++) {
    const next = new Float64Array(n);
    let dangling = 0;
    links.forEach(({ to, weight }, page) => {
      let total = 0;
      for (let i = 0; i < to.length; i++) total += weight[i] ?? 0;
      if (total === 0) dangling += ranks[page] ?? 0;
      else
        for (let i = 0; i < to.length; i++)
          next[to[i] ?? 0] = (next[to[i] ?? 0] ?? 0) + ((ranks[page] ?? 0) * (weight[i] ?? 0)) / total;
    });
    let change = 0;
    for (let page = 0; page < n; page++) {
      const value = (1 - damping) / n + damping * ((next[page] ?? 0) + dangling / n);
      change += Math.abs(value - (ranks[page] ?? 0));
      next[page] = value;
    }
    ranks = next;
    if (change < tolerance) break;
  }
  return ranks;
};
