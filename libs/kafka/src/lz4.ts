/**
 * Reads the LZ4 frame format (Collet, "LZ4 Frame Format Description" 1.6) that Kafka's producers and brokers write.
 * Checksums are passed over: every record batch has one of its own.
 */
const MAGIC = 0x184d2204;
const BLOCK_BYTES_MAX: Readonly<Record<number, number>> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };

/** Bytes of all frames in `input`. @throws {Error} where it is not a whole frame. */
export const decompressLz4 = (input: Uint8Array): Buffer => {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const blocks: Buffer[] = [];
  let at = 0;
  while (at < input.length) {
    if (view.getUint32(at, true) !== MAGIC) throw new Error("not an LZ4 frame");
    const flags = view.getUint8(at + 4);
    const blockBytesMax = BLOCK_BYTES_MAX[(view.getUint8(at + 5) >> 4) & 7];
    if (blockBytesMax === undefined) throw new Error("LZ4 frame of unknown block size");
    const frame = new Frame(blockBytesMax, (flags & 0x20) === 0);
    // Descriptor: flags, block size, content size if any, dictionary if any, its own checksum.
    at += 4 + 2 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0) + 1;
    for (;;) {
      const size = view.getUint32(at, true);
      at += 4;
      if (size === 0) break;
      const length = size & 0x7fffffff;
      const block = input.subarray(at, at + length);
      blocks.push(size >>> 31 === 1 ? frame.plain(block) : frame.packed(block));
      at += length + ((flags & 0x10) !== 0 ? 4 : 0);
    }
    at += (flags & 0x04) !== 0 ? 4 : 0;
  }
  return Buffer.concat(blocks);
};

/** Distance that a match can reach back, and so what linked blocks must be kept of what came before. */
const WINDOW = 1 << 16;

class Frame {
  readonly #blockBytesMax: number;
  readonly #linked: boolean;
  #history = Buffer.alloc(0);

  constructor(blockBytesMax: number, linked: boolean) {
    this.#blockBytesMax = blockBytesMax;
    this.#linked = linked;
  }

  plain(block: Uint8Array): Buffer {
    return this.#remember(Buffer.from(block));
  }

  packed(block: Uint8Array): Buffer {
    const start = this.#history.length;
    const out = Buffer.allocUnsafe(start + this.#blockBytesMax);
    this.#history.copy(out);
    const end = unpackBlock(block, out, start);
    return this.#remember(out.subarray(start, end));
  }

  #remember(bytes: Buffer): Buffer {
    if (this.#linked) this.#history = Buffer.concat([this.#history, bytes]).subarray(-WINDOW);
    return bytes;
  }
}

/** Sequences of literals and matches ("LZ4 Block Format Description"). Returns where the output ends. */
const unpackBlock = (block: Uint8Array, out: Buffer, start: number): number => {
  let read = 0;
  let write = start;
  const length = (nibble: number): number => {
    let total = nibble;
    if (nibble < 15) return total;
    for (;;) {
      const more = block[read++] ?? 0;
      total += more;
      if (more !== 255) return total;
    }
  };
  while (read < block.length) {
    const token = block[read++] ?? 0;
    const literals = length(token >> 4);
    if (read + literals > block.length || write + literals > out.length) throw new Error("LZ4 block is cut");
    out.set(block.subarray(read, read + literals), write);
    read += literals;
    write += literals;
    if (read >= block.length) break;
    const distance = (block[read] ?? 0) | ((block[read + 1] ?? 0) << 8);
    read += 2;
    const matched = length(token & 15) + 4;
    if (distance === 0 || distance > write || write + matched > out.length)
      throw new Error("LZ4 match points outside its block");
    // A match may overlap what it writes: then it repeats, so longer copies are made byte by byte.
    if (distance >= matched) out.copyWithin(write, write - distance, write - distance + matched);
    else for (let i = 0; i < matched; i++) out[write + i] = out[write + i - distance] ?? 0;
    write += matched;
  }
  return write;
};
