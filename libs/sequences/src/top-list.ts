/** Most slots held: more than are shown, so that a removal seldom needs a search for who comes next. */
const LENGTH_MAX = 1024;
/** Slots that are shown. The same whatever came and went, so that a restored list ranks as the original. */
export const TOP_DEPTH = 512;

/** Visits by slot; `data` may be replaced by a longer array at any time. 0 where a slot is free. */
export interface Visits {
  readonly data: Int32Array;
}

/**
 * The most visited slots in order: most visits first, of equals the lower slot. Kept up to date with every visit, so
 * that a rank costs no search: `raised` is O(1) but for the places that the slot climbs, `removed` O(list), and a list
 * that removals have shortened to {@link TOP_DEPTH} is filled again by one sort of all slots. It is derived from the visits and no part of any snapshot.
 */
export class TopList {
  readonly #visits: Visits;
  readonly #slots = new Int32Array(LENGTH_MAX);
  /** Position + 1 by slot; 0 where the slot is not in the list. */
  #places = new Int32Array(64);
  #length = 0;
  #outside = 0;

  constructor(visits: Visits) {
    this.#visits = visits;
  }

  /** Slots listed: {@link TOP_DEPTH}, or all that have visits. */
  get length(): number {
    return Math.min(this.#length, TOP_DEPTH);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#slots.byteLength + this.#places.byteLength;
  }

  /** The slot at a position, 0 being the most visited; −1 beyond the end. */
  at(position: number): number {
    return position < this.length ? (this.#slots[position] ?? -1) : -1;
  }

  /** Rank of a slot by visits, 1 being the best; Infinity where it is not among the listed. */
  rank(slot: number): number {
    const place = this.#places[slot] ?? 0;
    return place === 0 || place > TOP_DEPTH ? Number.POSITIVE_INFINITY : place;
  }

  /** To be called after the visits of `slot` grew. @param isNew whether it had none before. */
  raised(slot: number, isNew: boolean): void {
    if (slot >= this.#places.length) this.#growPlaces(slot);
    const place = this.#places[slot] ?? 0;
    if (place > 0) {
      this.#climb(slot, place - 1);
      return;
    }
    if (isNew) this.#outside++;
    const complete = this.#outside === (isNew ? 1 : 0) && this.#length < LENGTH_MAX;
    const last = this.#slots[this.#length - 1] ?? -1;
    if (!complete && (this.#length === 0 || !this.#better(slot, last))) return;
    if (this.#length === LENGTH_MAX) {
      this.#places[last] = 0;
      this.#length--;
      this.#outside++;
    }
    this.#outside--;
    this.#climb(slot, this.#length++);
  }

  /** To be called after the visits of `slot` were set to 0. @param slots one more than the greatest slot in use. */
  removed(slot: number, slots: number): void {
    const place = this.#places[slot] ?? 0;
    if (place === 0) {
      this.#outside--;
      return;
    }
    this.#places[slot] = 0;
    this.#slots.copyWithin(place - 1, place, this.#length);
    this.#length--;
    for (let i = place - 1; i < this.#length; i++) this.#places[this.#slots[i] ?? 0] = i + 1;
    if (this.#length < TOP_DEPTH && this.#outside > 0) this.rebuild(slots);
  }

  /** Makes the list anew from all visits. O(n log n). */
  rebuild(slots: number): void {
    const live: number[] = [];
    for (let slot = 0; slot < slots; slot++) if ((this.#visits.data[slot] ?? 0) > 0) live.push(slot);
    live.sort((a, b) => (this.#better(a, b) ? -1 : 1));
    if (slots > this.#places.length) this.#growPlaces(slots);
    this.#places.fill(0);
    this.#length = Math.min(live.length, LENGTH_MAX);
    this.#outside = live.length - this.#length;
    for (let i = 0; i < this.#length; i++) {
      const slot = live[i] ?? 0;
      this.#slots[i] = slot;
      this.#places[slot] = i + 1;
    }
  }

  #better(a: number, b: number): boolean {
    const difference = (this.#visits.data[a] ?? 0) - (this.#visits.data[b] ?? 0);
    return difference > 0 || (difference === 0 && a < b);
  }

  /** Puts `slot` where it belongs, at `position` or above. */
  #climb(slot: number, position: number): void {
    let at = position;
    for (; at > 0; at--) {
      const above = this.#slots[at - 1] ?? 0;
      if (!this.#better(slot, above)) break;
      this.#slots[at] = above;
      this.#places[above] = at + 1;
    }
    this.#slots[at] = slot;
    this.#places[slot] = at + 1;
  }

  #growPlaces(slot: number): void {
    const grown = new Int32Array(Math.max(slot + 1, this.#places.length * 2));
    grown.set(this.#places);
    this.#places = grown;
  }
}
