const SEGMENT_BITS = 6;
const SEGMENTS = 1 << SEGMENT_BITS;
const FIRST_SLOTS = 16;
/** Numbers in a slot: parent, item, node. */
const WIDTH = 3;

/** A part of the index: it grows by itself, so that no growth takes long. */
interface Segment {
  slots: Int32Array;
  /** One less than the number of slots, a power of two. */
  mask: number;
  used: number;
}

const newSegment = (slots: number): Segment => ({
  slots: new Int32Array(slots * WIDTH),
  mask: slots - 1,
  used: 0,
});

/**
 * Finds nodes by parent and item: open addressing, the key beside the node so that a look-up touches one place in
 * memory. At most half full: 24 to 48 bytes a node. A stored node is one greater, so that 0 is an empty slot.
 */
export class NodeIndex {
  readonly #segments: readonly Segment[] = Array.from({ length: SEGMENTS }, () => newSegment(FIRST_SLOTS));
  #bytes = SEGMENTS * FIRST_SLOTS * WIDTH * 4;

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The node of a parent and an item; −1 where there is none. */
  find(parent: number, item: number): number {
    const h = hash(parent, item);
    const segment = this.#segments[h >>> (32 - SEGMENT_BITS)];
    if (segment === undefined) return -1;
    const { slots, mask } = segment;
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WIDTH;
      const stored = slots[at + 2] ?? 0;
      if (stored === 0 || (slots[at] === parent && slots[at + 1] === item)) return stored - 1;
    }
  }

  /** Files a node that is not there. */
  add(parent: number, item: number, node: number): void {
    const h = hash(parent, item);
    const segment = this.#segments[h >>> (32 - SEGMENT_BITS)];
    if (segment === undefined) return;
    if (++segment.used * 2 > segment.mask) this.#grow(segment);
    put(segment, h, parent, item, node + 1);
  }

  /** Takes a node out and shifts those behind it back (Knuth, TAOCP 3, 6.4, algorithm R). */
  remove(parent: number, item: number): void {
    const h = hash(parent, item);
    const segment = this.#segments[h >>> (32 - SEGMENT_BITS)];
    if (segment === undefined) return;
    const { slots, mask } = segment;
    let hole = h & mask;
    while (slots[hole * WIDTH] !== parent || slots[hole * WIDTH + 1] !== item) hole = (hole + 1) & mask;
    slots[hole * WIDTH + 2] = 0;
    segment.used--;
    for (let next = (hole + 1) & mask; slots[next * WIDTH + 2] !== 0; next = (next + 1) & mask) {
      const at = next * WIDTH;
      const home = hash(slots[at] ?? 0, slots[at + 1] ?? 0) & mask;
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      slots.copyWithin(hole * WIDTH, at, at + WIDTH);
      slots[at + 2] = 0;
      hole = next;
    }
  }

  #grow(segment: Segment): void {
    const { slots } = segment;
    this.#bytes += slots.byteLength;
    segment.slots = new Int32Array(slots.length * 2);
    segment.mask = segment.mask * 2 + 1;
    for (let at = 0; at < slots.length; at += WIDTH) {
      const [parent, item, stored] = [slots[at] ?? 0, slots[at + 1] ?? 0, slots[at + 2] ?? 0];
      if (stored !== 0) put(segment, hash(parent, item), parent, item, stored);
    }
  }
}

const put = ({ slots, mask }: Segment, h: number, parent: number, item: number, stored: number): void => {
  let slot = h & mask;
  while (slots[slot * WIDTH + 2] !== 0) slot = (slot + 1) & mask;
  slots[slot * WIDTH] = parent;
  slots[slot * WIDTH + 1] = item;
  slots[slot * WIDTH + 2] = stored;
};

/** 32 well mixed bits: the highest choose the segment, the lowest the slot. */
const hash = (parent: number, item: number): number => {
  const h = Math.imul(parent, 0x9e3779b1) ^ Math.imul(item, 0x85ebca6b);
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0;
};
