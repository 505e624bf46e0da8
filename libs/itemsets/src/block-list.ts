import { ByteReader, ByteWriter, type Chunk, requireChunk, StateFormatError } from "@millrace/state";
import { BasketBlock } from "./basket-block.ts";

const BLOCKS_PER_CHUNK = 64;

/** Where the blocks of a snapshot begin and how many there are. */
export interface BlockRange {
  readonly first: number;
  readonly blocks: number;
  readonly firstSeq: number;
}

/** A partition's blocks in the order in which they came: they come at the end and leave at the front. */
export class BlockList {
  readonly #blocks: BasketBlock[] = [];
  /** Blocks before this place have left. */
  #front = 0;
  #next = 0;
  #added = 0;
  #bytes = 0;
  readonly #revisions = new Map<number, number>();
  #revision = 0;

  /** Baskets that ever came. */
  get added(): number {
    return this.#added;
  }

  /** How many baskets came before the oldest that is here. */
  get firstSeq(): number {
    return this.front?.firstSeq ?? this.#added;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The oldest block. */
  get front(): BasketBlock | undefined {
    return this.#blocks[this.#front];
  }

  /** What a snapshot must say of it. */
  get range(): BlockRange {
    const blocks = this.#blocks.length - this.#front;
    return { first: this.#next - blocks, blocks, firstSeq: this.firstSeq };
  }

  /** Puts a basket into the last block or a new one. @returns the block's number */
  add(time: number, ascending: Int32Array): number {
    let block = this.#blocks.at(-1);
    if (block === undefined || block.full) {
      block = new BasketBlock(this.#next++, this.#added);
      this.#blocks.push(block);
    }
    const before = block.size === 0 ? 0 : block.bytes;
    block.add(time, ascending);
    this.#bytes += block.bytes - before;
    this.#added++;
    this.#touch(block.number);
    return block.number;
  }

  /** Takes the oldest block away. */
  shift(): BasketBlock | undefined {
    const block = this.front;
    if (block === undefined) return undefined;
    this.#bytes -= block.bytes;
    this.#touch(block.number);
    this.#front++;
    if (this.#front * 2 > this.#blocks.length) {
      this.#blocks.splice(0, this.#front);
      this.#front = 0;
    }
    return block;
  }

  /** A block by its number; undefined where it has left. */
  block(number: number): BasketBlock | undefined {
    const at = number - (this.#next - this.#blocks.length);
    return at < this.#front ? undefined : this.#blocks[at];
  }

  /** All that are here, oldest first. */
  all(): readonly BasketBlock[] {
    return this.#blocks.slice(this.#front);
  }

  /** Whether everything that came after the oldest block is of a later time than all in it. */
  get isFrontOldest(): boolean {
    const latest = this.front?.maxTime ?? 0;
    for (let at = this.#front + 1; at < this.#blocks.length; at++)
      if ((this.#blocks[at]?.minTime ?? 0) <= latest) return false;
    return true;
  }

  /** Items of the basket that came as number `seq`, ascending; undefined where it has left. */
  basket(seq: number): Int32Array | undefined {
    if (seq < this.firstSeq || seq >= this.#added) return undefined;
    let low = this.#front;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#blocks[middle]?.firstSeq ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    const block = this.#blocks[low];
    return block?.itemsAt(seq - block.firstSeq);
  }

  /** Pieces of 64 blocks: all but the first and the last stay as they are. */
  *chunks(): Iterable<Chunk> {
    const { first, blocks } = this.range;
    for (let from = first; from < first + blocks; ) {
      const chunk = Math.floor(from / BLOCKS_PER_CHUNK);
      const [start, end] = [from, Math.min(first + blocks, (chunk + 1) * BLOCKS_PER_CHUNK)];
      const revision = this.#revisions.get(chunk) ?? 0;
      yield { name: String(chunk), revision, bytes: () => this.#chunkBytes(start, end) };
      from = end;
    }
  }

  /** Fills a newly made list. @throws {StateFormatError} where a piece is missing or is another's. */
  restore(chunks: ReadonlyMap<string, Uint8Array>, { first, blocks, firstSeq }: BlockRange): void {
    this.#added = firstSeq;
    let r = new ByteReader(new Uint8Array());
    for (let number = first; number < first + blocks; number++) {
      if (number === first || number % BLOCKS_PER_CHUNK === 0) {
        if (!r.done) throw new StateFormatError("a chunk holds more blocks than it should");
        const chunk = Math.floor(number / BLOCKS_PER_CHUNK);
        r = new ByteReader(requireChunk(chunks, String(chunk)));
        this.#revisions.set(chunk, this.#revision);
      }
      const block = new BasketBlock(number, this.#added);
      block.fill(r.blob());
      this.#blocks.push(block);
      this.#bytes += block.bytes;
      this.#added += block.size;
    }
    if (!r.done) throw new StateFormatError("a chunk holds more blocks than it should");
    this.#next = first + blocks;
  }

  #chunkBytes(from: number, to: number): Uint8Array {
    const w = new ByteWriter(1 << 15);
    for (let number = from; number < to; number++) w.blob(this.block(number)?.encoded() ?? new Uint8Array());
    return w.finish();
  }

  #touch(block: number): void {
    this.#revision++;
    this.#revisions.set(Math.floor(block / BLOCKS_PER_CHUNK), this.#revision);
  }
}
