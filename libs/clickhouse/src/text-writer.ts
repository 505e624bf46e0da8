const ZERO = 48;
const LIMB = 1_000_000_000;
const LIMB_DIGITS = 9;
/** Longest text that is copied a character at a time: beyond it one call of the platform's encoder is faster. */
const SHORT = 32;

/** Text put together in one stretch of bytes: no string is made of any piece of it. */
export class TextWriter {
  #bytes: Buffer;
  #length = 0;
  #ascii = true;

  /** @param capacity bytes to start with; doubles when full. */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** One character below 128. */
  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** Any text; half a surrogate pair becomes U+FFFD. */
  text(value: string): void {
    const { length } = value;
    this.#reserve(3 * length);
    const bytes = this.#bytes;
    const at = this.#length;
    let i = 0;
    if (length <= SHORT)
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        bytes[at + i] = code;
      }
    if (i === length) {
      this.#length = at + length;
      return;
    }
    const written = this.#bytes.write(value, this.#length, "utf8");
    this.#ascii &&= written === length;
    this.#length += written;
  }

  /** A finite number, as JavaScript writes it. */
  number(value: number): void {
    if (value >= 0 && Number.isSafeInteger(value)) {
      this.#reserve(2 * LIMB_DIGITS);
      this.#integer(value);
    } else this.text(String(value));
  }

  /** A whole number of 0 or more in so many digits, zeros in front; at most 18. */
  digits(value: number, count: number): void {
    this.#reserve(count);
    if (count > LIMB_DIGITS) {
      const high = Math.floor(value / LIMB);
      this.#limb(high | 0, count - LIMB_DIGITS);
      this.#limb((value - high * LIMB) | 0, LIMB_DIGITS);
    } else this.#limb(value | 0, count);
  }

  /** All that was written since the last call. */
  take(): string {
    const taken = this.#bytes.toString(this.#ascii ? "latin1" : "utf8", 0, this.#length);
    this.#length = 0;
    this.#ascii = true;
    return taken;
  }

  #integer(value: number): void {
    if (value < LIMB) {
      let power = 10;
      let digits = 1;
      while (value >= power) {
        power *= 10;
        digits++;
      }
      this.#limb(value | 0, digits);
      return;
    }
    const high = Math.floor(value / LIMB);
    this.#integer(high);
    this.#limb((value - high * LIMB) | 0, LIMB_DIGITS);
  }

  #limb(value: number, digits: number): void {
    const bytes = this.#bytes;
    const from = this.#length;
    let left = value;
    for (let at = from + digits - 1; at >= from; at--) {
      const tenth = (left / 10) | 0;
      bytes[at] = ZERO + left - 10 * tenth;
      left = tenth;
    }
    this.#length = from + digits;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
