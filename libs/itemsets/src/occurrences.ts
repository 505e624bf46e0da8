const SEGMENT_BITS = 10;
const SEGMENT = 1 << SEGMENT_BITS;
const MASK = SEGMENT - 1;
const SWEEP_MIN = 4096;
/** Places in the lists that are swept for each item that leaves: so that a sweep is over before many more have left. */
const SWEPT_PER_ITEM = 16;
/** Most places of one list that are swept in one go. */
const SWEPT_AT_ONCE = 16_384;

/** A run of baskets side by side: basket `i` has the items from `starts[i]` to `starts[i + 1]`, greatest number first. */
export interface Segment {
  items: Int32Array;
  readonly starts: Int32Array;
  /** 1 where the basket has left. */
  readonly left: Uint8Array;
  readonly weights: Float64Array;
  /** Weights by which new baskets count for more. */
  readonly fresh: Float64Array;
  used: number;
  held: number;
}

/** Where an item occurs: basket numbers in order of arrival, some of which may have left. */
export interface TidList {
  tids: Int32Array;
  size: number;
}

/**
 * The retained baskets, by basket and by item: the vertical representation from which a set that becomes a candidate
 * gets its past count (Zaki 2000), with no rescan. Adding and removing cost O(items): a basket that left is passed over,
 * and once as many entries have left as are held, lists are swept with each one more that leaves. About 8 bytes an item
 * in a basket, 21 more a basket.
 */
export class Occurrences {
  readonly #segments: (Segment | undefined)[] = [];
  readonly #lists: (TidList | undefined)[] = [];
  readonly #free: number[] = [];
  #emptied: number[] = [];
  /** Where the sweep that is under way goes on: a list and a place in it; −1 where none is. */
  #sweptList = -1;
  #sweptPlace = 0;
  /** Segments that were empty when it began: no list names them once it is over. */
  #freeing: number[] = [];
  #open = -1;
  #entries = 0;
  #stale = 0;
  #baskets = 0;
  #bytes = 0;

  /** Baskets held. */
  get baskets(): number {
    return this.#baskets;
  }

  /** Items in them, with repeats. */
  get entries(): number {
    return this.#entries;
  }

  /** Bytes held, as allocated. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Holds a basket; returns its number, which is given anew some time after the basket left. */
  add(items: Int32Array, weight: number, fresh: number): number {
    let segment = this.#segments[this.#open];
    if (segment === undefined || segment.used === SEGMENT) segment = this.#newSegment();
    const at = segment.used++;
    const start = segment.starts[at] ?? 0;
    const end = start + items.length;
    if (end > segment.items.length) this.#widen(segment, end);
    segment.items.set(items, start);
    segment.starts[at + 1] = end;
    segment.weights[at] = weight;
    segment.fresh[at] = fresh;
    segment.held++;
    const tid = this.#open * SEGMENT + at;
    for (let i = 0; i < items.length; i++) this.#file(items[i] ?? 0, tid);
    this.#entries += items.length;
    this.#baskets++;
    return tid;
  }

  /** Lets a basket go. */
  remove(tid: number): void {
    const segment = this.segmentOf(tid);
    const at = tid & MASK;
    if (segment.left[at] === 1) throw new Error(`basket ${tid} has left before`);
    segment.left[at] = 1;
    const items = (segment.starts[at + 1] ?? 0) - (segment.starts[at] ?? 0);
    this.#entries -= items;
    this.#stale += items;
    this.#baskets--;
    const slot = tid >>> SEGMENT_BITS;
    if (--segment.held === 0 && slot !== this.#open) this.#emptied.push(slot);
    if (this.#sweptList < 0 && this.#stale > SWEEP_MIN && this.#stale > this.#entries) this.#beginSweep();
    if (this.#sweptList >= 0) this.#sweep((items + 1) * SWEPT_PER_ITEM);
  }

  /** The segment of a basket; the basket is at {@link Occurrences.indexOf} in it. */
  segmentOf(tid: number): Segment {
    const segment = this.#segments[tid >>> SEGMENT_BITS];
    if (segment === undefined) throw new Error(`there is no basket ${tid}`);
    return segment;
  }

  /** A basket's place in its segment. */
  indexOf(tid: number): number {
    return tid & MASK;
  }

  /** A view of a basket's items, greatest number first. */
  itemsOf(tid: number): Int32Array {
    const { items, starts } = this.segmentOf(tid);
    const at = tid & MASK;
    return items.subarray(starts[at] ?? 0, starts[at + 1] ?? 0);
  }

  /** Weight with which a basket was added. */
  weightOf(tid: number): number {
    return this.segmentOf(tid).weights[tid & MASK] ?? 0;
  }

  /** Weight with which a basket was added, by which new ones count for more. */
  freshOf(tid: number): number {
    return this.segmentOf(tid).fresh[tid & MASK] ?? 0;
  }

  /** Where an item occurs; what has left must be passed over by {@link Segment.left}. */
  listOf(item: number): TidList | undefined {
    return this.#lists[item];
  }

  /** Multiplies all weights of one kind: a change of their unit. */
  scale(kind: "weights" | "fresh", by: number): void {
    for (const segment of this.#segments) {
      if (segment === undefined) continue;
      const weights = segment[kind];
      for (let i = 0; i < segment.used; i++) weights[i] = (weights[i] ?? 0) * by;
    }
  }

  #newSegment(): Segment {
    const made: Segment = {
      items: new Int32Array(SEGMENT * 4),
      starts: new Int32Array(SEGMENT + 1),
      left: new Uint8Array(SEGMENT),
      weights: new Float64Array(SEGMENT),
      fresh: new Float64Array(SEGMENT),
      used: 0,
      held: 0,
    };
    const before = this.#segments[this.#open];
    if (before !== undefined && before.held === 0) this.#emptied.push(this.#open);
    this.#open = this.#free.pop() ?? this.#segments.length;
    this.#segments[this.#open] = made;
    this.#bytes += made.items.byteLength + made.starts.byteLength + SEGMENT * 17;
    return made;
  }

  #widen(segment: Segment, needed: number): void {
    const items = new Int32Array(Math.max(needed, segment.items.length * 2));
    items.set(segment.items);
    this.#bytes += items.byteLength - segment.items.byteLength;
    segment.items = items;
  }

  #file(item: number, tid: number): void {
    let list = this.#lists[item];
    if (list === undefined) {
      list = { tids: new Int32Array(2), size: 0 };
      this.#lists[item] = list;
      this.#bytes += 72;
    }
    if (list.size === list.tids.length) {
      const tids = new Int32Array(list.size * 2);
      tids.set(list.tids);
      this.#bytes += list.tids.byteLength;
      list.tids = tids;
    }
    list.tids[list.size++] = tid;
  }

  #beginSweep(): void {
    this.#sweptList = 0;
    this.#sweptPlace = 0;
    this.#stale = 0;
    this.#freeing = this.#emptied;
    this.#emptied = [];
  }

  /** Takes what has left out of lists; after the last one, the numbers of emptied segments are free. */
  #sweep(places: number): void {
    for (let left = places; left > 0; ) {
      if (this.#sweptList >= this.#lists.length) {
        this.#endSweep();
        return;
      }
      const list = this.#lists[this.#sweptList];
      const end = Math.min(list?.size ?? 0, this.#sweptPlace + SWEPT_AT_ONCE);
      left -= end - this.#sweptPlace + 1;
      if (list !== undefined) this.#sweptPlace = this.#sweepList(list, this.#sweptPlace, end);
      if (this.#sweptPlace < (list?.size ?? 0)) continue;
      if (list !== undefined) this.#shorten(list);
      this.#sweptList++;
      this.#sweptPlace = 0;
    }
  }

  /** Takes what has left out of a part of a list. @returns where the part behind it begins now */
  #sweepList(list: TidList, from: number, end: number): number {
    const { tids } = list;
    let kept = from;
    for (let i = from; i < end; i++) {
      const tid = tids[i] ?? 0;
      if (this.segmentOf(tid).left[tid & MASK] === 0) tids[kept++] = tid;
    }
    tids.copyWithin(kept, end, list.size);
    list.size -= end - kept;
    return kept;
  }

  /** Gives back room of the list that was swept last. */
  #shorten(list: TidList): void {
    if (list.size * 4 >= list.tids.length) return;
    this.#bytes -= list.tids.byteLength;
    if (list.size === 0) this.#lists[this.#sweptList] = undefined;
    else list.tids = list.tids.slice(0, Math.max(2, list.size * 2));
    this.#bytes += list.size === 0 ? -72 : list.tids.byteLength;
  }

  #endSweep(): void {
    this.#sweptList = -1;
    for (const slot of this.#freeing) {
      const segment = this.#segments[slot];
      if (segment === undefined) continue;
      this.#bytes -= segment.items.byteLength + segment.starts.byteLength + SEGMENT * 17;
      this.#segments[slot] = undefined;
      this.#free.push(slot);
    }
    this.#freeing = [];
  }
}
