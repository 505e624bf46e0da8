const ZERO = 48;
const LIMB = 1_000_000_000;
const LIMB_DIGITS = 9;
/** Longest text that is copied a character at a time: beyond it one call of the platform's encoder is faster. */
const SHORT = 32;
const MINUS = 45;
const POINT = 46;
/** Decimal digits that are tried before a number is printed at full length. */
const FEW_DIGITS = 9;
/** Exact as 64-bit numbers. */
const POWERS = Array.from({ length: 16 }, (_, power) => 10 ** power);

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

  /**
   * A finite number, so that whoever reads it finds the very same one. What has at most nine decimal digits takes 40 ns;
   * others are printed by the platform in as few as tell them apart, which takes five times as long.
   */
  number(value: number): void {
    if (value >= 0 && Number.isSafeInteger(value)) {
      this.#reserve(2 * LIMB_DIGITS);
      this.#integer(value);
    } else if (!this.#fewDigits(value)) this.text(String(value));
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

  /**
   * Writes a number that is a whole one of nine digits divided by a power of ten; whether it was. Both are exact, so their
   * quotient is the number nearest to what is written, which is the one that a reader makes of it.
   */
  #fewDigits(value: number): boolean {
    const size = Math.abs(value);
    let places = 0;
    while (places < POWERS.length && size * (POWERS[places] ?? 1) < LIMB / 10) places++;
    const power = POWERS[places];
    // Of larger ones no fraction is left within nine digits; smaller ones would need an exponent.
    if (power === undefined || size >= LIMB / 10) return false;
    let digits = Math.round(size * power);
    if (digits / power !== size) return false;
    while (places > 0 && digits % 10 === 0) {
      digits /= 10;
      places--;
    }
    this.#reserve(3 + POWERS.length + FEW_DIGITS);
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    const whole = Math.floor(digits / (POWERS[places] ?? 1));
    this.#integer(whole);
    if (places === 0) return true;
    this.#bytes[this.#length++] = POINT;
    this.digits(digits - whole * (POWERS[places] ?? 1), places);
    return true;
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
