import { BestScores, SlotSums } from "@millrace/factors";
import type { Alike, Mixture } from "./likeness.ts";

/** A document: its terms by number, and how often each stands in it, weighted by field. */
interface Entry {
  readonly terms: Int32Array;
  readonly weights: Float64Array;
  norm: number;
  epoch: number;
}

/** A term's documents. */
interface Term {
  readonly name: string;
  readonly docs: Set<number>;
  idf: number;
  epoch: number;
}

/** Most distinct terms of one item that are kept: the first. */
const TERMS_MAX = 64;
/** Entries of posting lists that one question reads; the rarest terms come first. */
const POSTINGS_MAX = 4_000;
/** Items compared exactly, for each that is wanted. */
const EXACT = 3;
/** Inverse document frequencies are taken anew when the number of items has changed by this share. */
const EPOCH = 0.1;

/**
 * TF-IDF of the catalogue, kept up to date with each item (Salton & Buckley 1988): tf = 1 + ln n, idf = ln((N + 1)/(df + 1)) + 1,
 * cosine of the two vectors. So an item without a single event has related items and can be recommended. One change costs
 * O(its terms), a question the posting lists of its terms, at most 4,000 entries. Bytes: about 40 for each term of an item.
 */
export class ContentIndex {
  readonly #terms = new Map<string, number>();
  readonly #postings: Term[] = [];
  readonly #entries = new Map<number, Entry>();
  readonly #slots = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #freeTerms: number[] = [];
  #epoch = 1;
  #epochSize = 0;
  /** Worth of items by slot, and a mixture's profile by term: scratch space. */
  readonly #rough = new SlotSums();
  readonly #spread = new SlotSums();
  /** Whose profile is spread out. */
  #spreadOf: ReadonlyMap<number, number> | undefined;

  /** Items with at least one term. */
  get size(): number {
    return this.#entries.size;
  }

  /** Whether the item has any term. */
  has(itemId: string): boolean {
    return this.#slots.has(itemId);
  }

  /** Ids of all items that have terms. */
  ids(): Iterable<string> {
    return this.#slots.keys();
  }

  /** An item's terms, weighed by how often they stand in it and how rare they are. */
  termsOf(itemId: string): { readonly term: string; readonly weight: number }[] {
    const entry = this.#entryOf(itemId);
    return Array.from(entry?.terms ?? [], (number, n) => ({
      term: this.#postings[number]?.name ?? "",
      weight: (entry?.weights[n] ?? 0) * this.#idf(number),
    }));
  }

  /** Puts an item's terms in the place of its former ones. @param terms with repeats. */
  put(itemId: string, terms: readonly string[]): void {
    this.remove(itemId);
    const counts = new Map<number, number>();
    for (const term of terms) {
      if (counts.size >= TERMS_MAX && !this.#terms.has(term)) continue;
      const number = this.#number(term);
      if (counts.size < TERMS_MAX || counts.has(number)) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    if (counts.size === 0) return;
    const slot = this.#free.pop() ?? this.#ids.length;
    this.#ids[slot] = itemId;
    this.#slots.set(itemId, slot);
    for (const term of counts.keys()) this.#postings[term]?.docs.add(slot);
    const weights = Float64Array.from(counts.values(), (n) => 1 + Math.log(n));
    this.#entries.set(slot, { terms: Int32Array.from(counts.keys()), weights, norm: 0, epoch: 0 });
    if (Math.abs(this.#entries.size - this.#epochSize) > EPOCH * this.#epochSize) {
      this.#epoch++;
      this.#epochSize = this.#entries.size;
    }
  }

  /** Takes an item out; whether it was there. */
  remove(itemId: string): boolean {
    const slot = this.#slots.get(itemId);
    if (slot === undefined) return false;
    for (const term of this.#entries.get(slot)?.terms ?? []) this.#leave(term, slot);
    this.#entries.delete(slot);
    this.#slots.delete(itemId);
    this.#ids[slot] = undefined;
    this.#free.push(slot);
    return true;
  }

  /** Cosine of two items, 0..1; 0 where either has no terms. O(terms). */
  cosine(a: string, b: string): number {
    const [one, other] = [this.#entryOf(a), this.#entryOf(b)];
    if (one === undefined || other === undefined) return 0;
    const weights = new Map(Array.from(one.terms, (term, n) => [term, one.weights[n] ?? 0]));
    let sum = 0;
    for (const [n, term] of other.terms.entries())
      sum += (weights.get(term) ?? 0) * (other.weights[n] ?? 0) * this.#idf(term) ** 2;
    return sum / (this.#norm(one) * this.#norm(other));
  }

  /** A mixture of items to compare others with; undefined where none of them has terms. @param mixture ids with weights. */
  mixture(mixture: ReadonlyMap<string, number>): Mixture | undefined {
    const profile = this.#profile(mixture);
    if (profile.size === 0) return undefined;
    return {
      itemIds: [...mixture.keys()],
      likeness: (itemId) => {
        const slot = this.#slots.get(itemId);
        return slot === undefined ? 0 : this.#against(profile, slot);
      },
      like: (limit, accept) => this.#like(profile, limit, (itemId) => !mixture.has(itemId) && accept(itemId)),
    };
  }

  /** First by what the terms' presence alone says, then, for the best of those, exactly. */
  #like(profile: ReadonlyMap<number, number>, limit: number, accept: (itemId: string) => boolean): Alike[] {
    const rough = this.#rough;
    let left = POSTINGS_MAX;
    const rarest = [...profile.keys()].sort((a, b) => this.#frequency(a) - this.#frequency(b) || a - b);
    for (const term of rarest) {
      if (left <= 0) break;
      const worth = (profile.get(term) ?? 0) * this.#idf(term);
      for (const slot of this.#postings[term]?.docs ?? []) {
        if (left-- <= 0) break;
        rough.add(slot, worth);
      }
    }
    const best = new BestScores(limit * EXACT);
    for (const slot of rough.touched) {
      const worth = rough.get(slot);
      if (worth >= best.floor && accept(this.#ids[slot] ?? "")) best.offer(slot, worth);
    }
    rough.clear();
    const found = best
      .sorted()
      .map(({ slot }): Alike => ({ itemId: this.#ids[slot] ?? "", cosine: this.#against(profile, slot) }));
    return found.sort((a, b) => b.cosine - a.cosine || (a.itemId < b.itemId ? -1 : 1)).slice(0, limit);
  }

  /** Unit vector of Σ weight x unit vector of each item: by term. */
  #profile(mixture: ReadonlyMap<string, number>): Map<number, number> {
    const sum = new Map<number, number>();
    for (const [itemId, share] of mixture) {
      const entry = this.#entryOf(itemId);
      if (entry === undefined) continue;
      for (const [n, term] of entry.terms.entries()) {
        const value = (share * (entry.weights[n] ?? 0) * this.#idf(term)) / this.#norm(entry);
        sum.set(term, (sum.get(term) ?? 0) + value);
      }
    }
    let squares = 0;
    for (const value of sum.values()) squares += value * value;
    const length = Math.sqrt(squares) || 1;
    return new Map(Array.from(sum, ([term, value]) => [term, value / length]));
  }

  #against(profile: ReadonlyMap<number, number>, slot: number): number {
    const entry = this.#entries.get(slot);
    if (entry === undefined) return 0;
    const spread = this.#spreadOut(profile);
    const { terms, weights } = entry;
    let sum = 0;
    for (let n = 0; n < terms.length; n++) {
      const term = terms[n] ?? 0;
      const share = spread.get(term);
      if (share !== 0) sum += share * (weights[n] ?? 0) * this.#idf(term);
    }
    return Math.min(1, sum / this.#norm(entry));
  }

  /** A profile as numbers by term, so that one look-up is one step; kept until another one is asked for. */
  #spreadOut(profile: ReadonlyMap<number, number>): SlotSums {
    const spread = this.#spread;
    if (this.#spreadOf === profile) return spread;
    spread.clear();
    for (const [term, share] of profile) spread.add(term, share);
    this.#spreadOf = profile;
    return spread;
  }

  #entryOf(itemId: string): Entry | undefined {
    const slot = this.#slots.get(itemId);
    return slot === undefined ? undefined : this.#entries.get(slot);
  }

  #norm(entry: Entry): number {
    if (entry.epoch === this.#epoch) return entry.norm;
    let squares = 0;
    for (const [n, term] of entry.terms.entries())
      squares += ((entry.weights[n] ?? 0) * this.#idf(term)) ** 2;
    entry.norm = Math.sqrt(squares);
    entry.epoch = this.#epoch;
    return entry.norm;
  }

  #idf(number: number): number {
    const term = this.#postings[number];
    if (term === undefined) return 0;
    if (term.epoch !== this.#epoch) {
      term.idf = Math.log((this.#entries.size + 1) / (term.docs.size + 1)) + 1;
      term.epoch = this.#epoch;
    }
    return term.idf;
  }

  #frequency(number: number): number {
    return this.#postings[number]?.docs.size ?? 0;
  }

  #number(term: string): number {
    const known = this.#terms.get(term);
    if (known !== undefined) return known;
    const number = this.#freeTerms.pop() ?? this.#postings.length;
    this.#terms.set(term, number);
    this.#postings[number] = { name: term, docs: new Set(), idf: 0, epoch: 0 };
    return number;
  }

  /** Takes an item off a term's list; a term that nobody uses any more is forgotten. */
  #leave(number: number, slot: number): void {
    const term = this.#postings[number];
    if (term === undefined || !term.docs.delete(slot) || term.docs.size > 0) return;
    this.#terms.delete(term.name);
    this.#freeTerms.push(number);
  }
}
