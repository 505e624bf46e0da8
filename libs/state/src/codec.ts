import { StateFormatError } from "./chunk.ts";

// The two classes are in every JavaScript engine we run on, but in no ES library of the compiler.
declare const TextEncoder: { new (): { encodeInto(text: string, into: Uint8Array): { written: number } } };
declare const TextDecoder: {
  new (label: string, options: { ignoreBOM: boolean }): { decode(bytes: Uint8Array): string };
};
const encoder = new TextEncoder();
// A byte order mark at the beginning of an id is part of it: dropped, two ids could become one after a restore.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Texts and stretches of numbers shorter than this are written piece by piece. */
const SHORT = 64;

/** Appends values to a growing byte buffer. Little endian; counts as LEB128 varints. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  /** @param capacity bytes to start with; doubles when full. */
  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Begins anew in the same memory: for whoever writes many small things one after the other. */
  reset(): this {
    this.#length = 0;
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  /** A non-negative integer up to 2^53 − 1 in 1 to 8 bytes. */
  varint(value: number): this {
    this.#reserve(8);
    let rest = value;
    // Beyond 31 bits by division; what is left is shifted, which takes a third of the time.
    while (rest > 0x7fffffff) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  /** A signed integer between −2^52 and 2^52. */
  zigzag(value: number): this {
    return this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  f64(value: number): this {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  f32(value: number): this {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  i32(value: number): this {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** UTF-8 with its length in front. */
  text(value: string): this {
    const most = value.length * 3;
    this.#reserve(most + 16);
    if (value.length < SHORT && this.#ascii(value)) return this;
    const start = this.#length;
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(start + 8, start + 8 + most));
    this.varint(written);
    this.#bytes.copyWithin(this.#length, start + 8, start + 8 + written);
    this.#length += written;
    return this;
  }

  /** Bytes with their length in front. */
  blob(value: Uint8Array): this {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** The elements from `start` to `end`, without a length. */
  floats(values: Float64Array | Float32Array | Int32Array, start = 0, end = values.length): this {
    if (end - start < SHORT && !(values instanceof Float64Array)) return this.#few(values, start, end);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const size = values.BYTES_PER_ELEMENT;
    this.#reserve((end - start) * size);
    this.#bytes.set(bytes.subarray(start * size, end * size), this.#length);
    this.#length += (end - start) * size;
    return this;
  }

  /** A short text of ASCII alone, byte by byte: two calls of the encoder's take longer. Whether it was one. */
  #ascii(value: string): boolean {
    const start = this.#length;
    this.#bytes[start] = value.length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      this.#bytes[start + 1 + i] = code;
    }
    this.#length = start + 1 + value.length;
    return true;
  }

  /** A few numbers one by one: two views of their bytes take longer. */
  #few(values: Float32Array | Int32Array, start: number, end: number): this {
    const whole = values instanceof Int32Array;
    for (let i = start; i < end; i++)
      if (whole) this.i32(values[i] ?? 0);
      else this.f32(values[i] ?? 0);
    return this;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Reads what {@link ByteWriter} wrote, in the same order. Every method throws {@link StateFormatError} past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  u8(): number {
    const at = this.#take(1);
    return this.#view.getUint8(at);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** @param known what it may be: where it is, and of ASCII alone, no new string is made. */
  text(known = ""): string {
    const length = this.varint();
    const at = this.#take(length);
    if (this.#spells(known, at, length)) return known;
    return decoder.decode(this.#bytes.subarray(at, at + length));
  }

  /** A view, not a copy. */
  blob(): Uint8Array {
    const length = this.varint();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Fills `into` from `start` to `end`. */
  floats(into: Float64Array | Float32Array | Int32Array, start = 0, end = into.length): void {
    const size = into.BYTES_PER_ELEMENT;
    const length = (end - start) * size;
    const at = this.#take(length);
    new Uint8Array(into.buffer, into.byteOffset + start * size, length).set(
      this.#bytes.subarray(at, at + length),
    );
  }

  #spells(text: string, at: number, length: number): boolean {
    if (text.length !== length) return false;
    for (let i = 0; i < length; i++) {
      const byte = this.#bytes[at + i] ?? 0;
      if (byte > 127 || byte !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length)
      throw new StateFormatError(`chunk ends at byte ${this.#bytes.length}, ${at + count} needed`);
    this.#at = at + count;
    return at;
  }
}
