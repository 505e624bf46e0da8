import { ContinuationCounts } from "./continuation-counts.ts";
import { PairIndex } from "./pair-index.ts";
import { BEGIN, Vocabulary } from "./vocabulary.ts";

/** Words in a row with how often they came. */
export interface Trigram {
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly count: number;
}

/** Numbers of one trigram in the flat array: three words, count. */
const WIDTH = 4;

/**
 * How often three words followed each other, and every count of distinct neighbours that Kneser and Ney's smoothing
 * needs. Words are ids of `vocabulary`. All changes are O(1); about 90 bytes a trigram.
 */
export class TrigramCounts {
  readonly vocabulary = new Vocabulary();
  readonly below = new ContinuationCounts();
  readonly #index = new PairIndex();
  #columns = new Int32Array(64 * WIDTH);
  #slots = 0;
  readonly #free: number[] = [];

  /** Trigrams held. */
  get size(): number {
    return this.#index.size;
  }

  /** One more than the greatest slot ever used. */
  get slotCount(): number {
    return this.#slots;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#columns.byteLength + this.#index.bytes + this.below.bytes + this.vocabulary.bytes;
  }

  /** Slot of a trigram; −1 where it is not held. */
  find(first: number, second: number, third: number): number {
    const pair = this.below.find(first, second);
    return pair < 0 ? -1 : this.#index.get(pair, third);
  }

  /** What is in a slot; a count of 0 says that it is free. */
  at(slot: number): Trigram {
    const c = this.#columns;
    const at = slot * WIDTH;
    return { first: c[at] ?? 0, second: c[at + 1] ?? 0, third: c[at + 2] ?? 0, count: c[at + 3] ?? 0 };
  }

  /** How often the trigram in a slot came. */
  countAt(slot: number): number {
    return this.#columns[slot * WIDTH + 3] ?? 0;
  }

  /** Adds a trigram that is not held yet; returns its slot. @param slot where to put it. @default the next free one */
  insert(first: number, second: number, third: number, count: number, slot = this.#nextFree()): number {
    if (slot >= this.#slots) this.#slots = slot + 1;
    while ((slot + 1) * WIDTH > this.#columns.length) {
      const grown = new Int32Array(this.#columns.length * 2);
      grown.set(this.#columns);
      this.#columns = grown;
    }
    const [columns, at] = [this.#columns, slot * WIDTH];
    columns[at] = first;
    columns[at + 1] = second;
    columns[at + 2] = third;
    columns[at + 3] = count;
    this.vocabulary.refer(first);
    this.vocabulary.refer(second);
    this.vocabulary.refer(third);
    const pair = this.below.appeared(first, second, third, count, slot);
    this.#index.set(pair, third, slot);
    return slot;
  }

  /** Changes the count of a slot in use by `by`; it must stay above 0. */
  add(slot: number, by: number): void {
    const at = slot * WIDTH;
    const before = this.#columns[at + 3] ?? 0;
    this.#columns[at + 3] = before + by;
    this.below.changed(this.#columns[at] ?? 0, this.#columns[at + 1] ?? 0, before, before + by);
  }

  /** Frees a slot in use. @param keepFree whether the slot may be given to the next trigram by itself. */
  remove(slot: number, keepFree = true): void {
    const { first, second, third, count } = this.at(slot);
    this.#index.delete(this.below.find(first, second), third);
    this.below.vanished(first, second, third, count, slot);
    this.#columns[slot * WIDTH + 3] = 0;
    this.vocabulary.release(first);
    this.vocabulary.release(second);
    this.vocabulary.release(third);
    if (keepFree) this.#free.push(slot);
  }

  /** Calls `visit` for each trigram that begins with two words. */
  forFollowers(first: number, second: number, visit: (third: number, count: number) => void): void {
    for (let slot = this.below.firstOf(first, second); slot >= 0; slot = this.below.nextOf(slot))
      visit(this.#columns[slot * WIDTH + 2] ?? BEGIN, this.#columns[slot * WIDTH + 3] ?? 0);
  }

  #nextFree(): number {
    return this.#free.pop() ?? this.#slots;
  }
}
