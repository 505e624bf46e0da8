import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";

/** Most baskets in a block: it is published anew with each that comes. */
export const BLOCK_BASKETS = 64;
/** A block of so many bytes takes no more baskets: a message of the broker must hold it. */
export const BLOCK_BYTES = 32_768;

/** Appends a basket to a block: time since the one before, number of items, gaps between their numbers. */
export const writeBasket = (
  w: ByteWriter,
  time: number,
  timeBefore: number,
  ascending: Int32Array,
): ByteWriter => {
  w.zigzag(time - timeBefore).varint(ascending.length);
  let before = 0;
  for (let i = 0; i < ascending.length; i++) {
    const number = ascending[i] ?? 0;
    w.varint(number - before);
    before = number;
  }
  return w;
};

/** A basket as it is read back. */
export interface ReadBasket {
  readonly time: number;
  /** Numbers of the items, ascending. */
  readonly items: Int32Array;
}

/** Reads the next basket of a block. @throws {StateFormatError} where it is cut. */
export const readBasket = (r: ByteReader, timeBefore: number): ReadBasket => {
  const time = timeBefore + r.zigzag();
  const items = new Int32Array(r.varint());
  let before = 0;
  for (let i = 0; i < items.length; i++) {
    before += r.varint();
    items[i] = before;
  }
  return { time, items };
};

/** Baskets of one partition, side by side as they came. Grows at its end only, until it is full. */
export class BasketBlock {
  readonly number: number;
  /** How many baskets came to the partition before the first of these. */
  readonly firstSeq: number;
  #writer: ByteWriter | undefined = new ByteWriter(256);
  /** Where each basket begins. */
  #starts: number[] | Uint32Array = [];
  #encoded: Uint8Array | undefined;
  #lastTime = 0;
  #minTime = Number.POSITIVE_INFINITY;
  #maxTime = Number.NEGATIVE_INFINITY;

  constructor(number: number, firstSeq: number) {
    this.number = number;
    this.firstSeq = firstSeq;
  }

  /** Baskets in it. */
  get size(): number {
    return this.#starts.length;
  }

  /** Earliest time in it. */
  get minTime(): number {
    return this.#minTime;
  }

  /** Latest time in it. */
  get maxTime(): number {
    return this.#maxTime;
  }

  /** Whether it takes no more. */
  get full(): boolean {
    return this.#writer === undefined;
  }

  /** Bytes held. */
  get bytes(): number {
    return (this.#writer?.length ?? this.#encoded?.length ?? 0) + this.#starts.length * 4 + 200;
  }

  /** Takes a basket. @param ascending its items' numbers. */
  add(time: number, ascending: Int32Array): void {
    const writer = this.#writer;
    if (writer === undefined || this.#starts instanceof Uint32Array) throw new Error("the block is full");
    this.#starts.push(writer.length);
    writeBasket(writer, time, this.#lastTime, ascending);
    this.#encoded = undefined;
    this.#lastTime = time;
    this.#minTime = Math.min(this.#minTime, time);
    this.#maxTime = Math.max(this.#maxTime, time);
    if (this.size < BLOCK_BASKETS && writer.length < BLOCK_BYTES) return;
    this.#encoded = writer.finish();
    this.#starts = Uint32Array.from(this.#starts);
    this.#writer = undefined;
  }

  /** The baskets as published. */
  encoded(): Uint8Array {
    this.#encoded ??= this.#writer?.finish() ?? new Uint8Array();
    return this.#encoded;
  }

  /** Items of the basket at a place, as their numbers, ascending. */
  itemsAt(at: number): Int32Array {
    return readBasket(new ByteReader(this.encoded().subarray(this.#starts[at] ?? 0)), 0).items;
  }

  /** Fills a newly made block with what another published. @throws {StateFormatError} where it is cut. */
  fill(encoded: Uint8Array): void {
    const r = new ByteReader(encoded);
    for (let time = 0; !r.done; ) {
      if (this.full) throw new StateFormatError(`block ${this.number} goes on after its end`);
      const basket = readBasket(r, time);
      time = basket.time;
      this.add(time, basket.items);
    }
  }
}
