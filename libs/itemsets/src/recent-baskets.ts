/** Items in the remembered baskets, with repeats: a power of two. */
const ENTRIES_MAX = 1 << 18;
/** Larger baskets tell little about what goes with what, and are passed over. */
const BASKET_ITEMS_MAX = 100;
const FIRST_CAPACITY = 1 << 10;

/** Where an item is: places of baskets, ascending; those below the front have left. */
interface Places {
  readonly item: number;
  places: Int32Array<ArrayBuffer>;
  size: number;
  /** Baskets that have not left. */
  held: number;
}

const wider = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const made = new Int32Array(old.length * 2);
  made.set(old);
  return made;
};

/** A ring made twice as long: what is at `i` modulo the length stays so. */
const widerRing = <T extends Int32Array | Float64Array>(old: T, made: T, first: number, end: number): T => {
  for (let i = first; i < end; i++) made[i & (made.length - 1)] = old[i & (old.length - 1)] ?? 0;
  return made;
};

/**
 * The newest baskets of a log, by item: the longest run up to now with at most 262,144 items in its baskets, those of
 * more than 100 items left out. What it holds follows from the log alone, so a restored one holds the same. Baskets have
 * places, in order; items have slots, given anew once no basket holds the item. About 8 bytes an item in a basket.
 */
export class RecentBaskets {
  #entries = new Int32Array(FIRST_CAPACITY);
  /** Where each basket begins in the ring of entries, and which basket of the log it is: rings by place. */
  #starts = new Float64Array(FIRST_CAPACITY);
  #seqs = new Float64Array(FIRST_CAPACITY);
  /** Places of the oldest basket and of the next to come; the same for entries. */
  #front = 0;
  #end = 0;
  #firstEntry = 0;
  #endEntry = 0;
  /** Every basket of the log from this one on is here, if it is not too large. */
  #firstSeq = 0;
  readonly #slots = new Map<number, number>();
  readonly #lists: (Places | undefined)[] = [];
  readonly #free: number[] = [];
  #listBytes = 0;

  /** Bytes held. */
  get bytes(): number {
    return this.#entries.byteLength + this.#starts.byteLength + this.#seqs.byteLength + this.#listBytes;
  }

  /** Place of the oldest basket. */
  get front(): number {
    return this.#front;
  }

  /** One more than the greatest slot. */
  get slots(): number {
    return this.#lists.length;
  }

  /** Remembers the basket that came as number `seq`. Cost: O(items). */
  add(seq: number, numbers: Int32Array): void {
    if (numbers.length > BASKET_ITEMS_MAX) return;
    while (this.#endEntry - this.#firstEntry + numbers.length > ENTRIES_MAX) this.#drop();
    this.#makeRoom(numbers.length);
    const place = this.#end++;
    const at = place & (this.#starts.length - 1);
    this.#starts[at] = this.#endEntry;
    this.#seqs[at] = seq;
    const mask = this.#entries.length - 1;
    for (let i = 0; i < numbers.length; i++)
      this.#entries[this.#endEntry++ & mask] = this.#file(numbers[i] ?? 0, place);
  }

  /** Forgets what came before the basket number `seq`. */
  dropBefore(seq: number): void {
    while (this.#front < this.#end && this.seqOf(this.#front) < seq) this.#drop();
    this.#firstSeq = Math.max(this.#firstSeq, seq);
  }

  /** Fills a newly made one with the newest of a log's baskets, of which those from `first` to before `end` are there. */
  fill(first: number, end: number, basketOf: (seq: number) => Int32Array | undefined): void {
    let start = end;
    for (let entries = 0; start > first; start--) {
      const items = basketOf(start - 1)?.length ?? 0;
      if (items <= BASKET_ITEMS_MAX) entries += items;
      if (entries > ENTRIES_MAX) break;
    }
    this.#firstSeq = start;
    for (let seq = start; seq < end; seq++) this.add(seq, basketOf(seq) ?? new Int32Array());
  }

  /** Slot of an item; −1 where no basket holds it. */
  slotOf(item: number): number {
    return this.#slots.get(item) ?? -1;
  }

  /** Item of a slot. */
  itemOf(slot: number): number {
    return this.#lists[slot]?.item ?? -1;
  }

  /** Places, from one on, of the baskets that hold the item of a slot; ascending. A view. */
  placesOf(slot: number, from: number): Int32Array {
    const list = this.#lists[slot];
    if (list === undefined) return new Int32Array();
    let [low, high] = [0, list.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list.places[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return list.places.subarray(low, list.size);
  }

  /** Slots of the basket at a place, into an array of 100. @returns how many. */
  read(place: number, into: Int32Array): number {
    const start = this.#starts[place & (this.#starts.length - 1)] ?? 0;
    const end =
      place + 1 < this.#end ? (this.#starts[(place + 1) & (this.#starts.length - 1)] ?? 0) : this.#endEntry;
    const mask = this.#entries.length - 1;
    for (let i = start; i < end; i++) into[i - start] = this.#entries[i & mask] ?? 0;
    return end - start;
  }

  /** How many baskets had come to the log before the one at a place, or before all that count here. */
  seqOf(place: number): number {
    if (place >= this.#end) return this.#firstSeq;
    return this.#seqs[place & (this.#seqs.length - 1)] ?? 0;
  }

  /** Baskets of the log, of which `added` have come, from a place on: too large ones too. */
  countSince(place: number, added: number): number {
    return added - (place === this.#front ? this.#firstSeq : this.seqOf(place));
  }

  /** First place from which on items have at most `most` baskets together. O(items × log baskets). */
  since(slots: readonly number[], most: number): number {
    let [low, high] = [this.#front, this.#end];
    while (low < high) {
      const middle = (low + high) >> 1;
      let sum = 0;
      for (const slot of slots) sum += this.placesOf(slot, middle).length;
      if (sum > most) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #file(item: number, place: number): number {
    let slot = this.slotOf(item);
    if (slot < 0) {
      slot = this.#free.pop() ?? this.#lists.length;
      this.#slots.set(item, slot);
      this.#lists[slot] = { item, places: new Int32Array(2), size: 0, held: 0 };
      this.#listBytes += 200;
    }
    const list = this.#lists[slot];
    if (list === undefined) return slot;
    if (list.size === list.places.length) this.#trim(list);
    list.places[list.size++] = place;
    list.held++;
    return slot;
  }

  /** Makes room in a list: by what has left, or by a longer one. */
  #trim(list: Places): void {
    list.places.copyWithin(0, list.size - list.held, list.size);
    list.size = list.held;
    if (list.size * 2 <= list.places.length) return;
    this.#listBytes += list.places.byteLength;
    list.places = wider(list.places);
  }

  #drop(): void {
    const place = this.#front;
    const mask = this.#entries.length - 1;
    const end =
      place + 1 < this.#end ? (this.#starts[(place + 1) & (this.#starts.length - 1)] ?? 0) : this.#endEntry;
    this.#firstSeq = this.seqOf(place) + 1;
    for (; this.#firstEntry < end; this.#firstEntry++) {
      const slot = this.#entries[this.#firstEntry & mask] ?? 0;
      const list = this.#lists[slot];
      if (list === undefined || --list.held > 0) continue;
      this.#listBytes -= list.places.byteLength - 8 + 200;
      this.#slots.delete(list.item);
      this.#lists[slot] = undefined;
      this.#free.push(slot);
    }
    this.#front++;
  }

  #makeRoom(items: number): void {
    const { length } = this.#entries;
    if (this.#endEntry - this.#firstEntry + items > length) {
      const made = new Int32Array(length * 2);
      this.#entries = widerRing(this.#entries, made, this.#firstEntry, this.#endEntry);
    }
    if (this.#end - this.#front < this.#starts.length) return;
    this.#starts = widerRing(this.#starts, new Float64Array(this.#starts.length * 2), this.#front, this.#end);
    this.#seqs = widerRing(this.#seqs, new Float64Array(this.#seqs.length * 2), this.#front, this.#end);
  }
}
