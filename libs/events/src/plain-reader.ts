import type { JsonObject } from "./definition.ts";
import { KnownTexts } from "./known-texts.ts";
import { DIGITS_MAX, digitsEnd, NINE, POWERS, wholeNumber, ZERO } from "./plain-numbers.ts";
import { isForbidden } from "./structure.ts";
import { asciiText, encodeUtf8 } from "./utf8.ts";

const QUOTE = 34;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const SMALL_E = 101;
const SMALL_N = 110;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const SPACE = 32;
const ASCII_END = 128;

/** 1 for each byte that stands for itself in a JSON text: ASCII, but for control characters, quote and backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte < ASCII_END && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** Levels of lists and objects, that of the event included. */
export const PLAIN_DEPTH_MAX = 3;

/** Fields of an event whose JSON nearly always is plain, and the event's JSON object from their values in that order. */
export interface PlainFields {
  readonly names: readonly string[];
  /** Of what is absent the value is undefined. The list is used again for the next event. */
  readonly object: (values: readonly unknown[]) => JsonObject;
}

/** These come once only, so that it is no use to keep them. */
const isUnique = (name: string): boolean => name === "id" || name === "time";

/**
 * Reads events in the JSON that nearly all producers write, straight from the bytes: an object with known fields in any
 * order, of texts in ASCII without escapes, numbers, null, and lists and objects of these, at most
 * {@link PLAIN_DEPTH_MAX} deep. What it reads is what the platform's parser would give, in about half the time; of
 * anything else it says that it does not know.
 */
export class PlainReader {
  readonly #fields: PlainFields;
  readonly #names: readonly Uint8Array[];
  readonly #unique: readonly boolean[];
  readonly #values: unknown[];
  readonly #known = new KnownTexts();
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where to read on; the length of the bytes plus one once something was met that is not plain. */
  #at = 0;

  constructor(fields: PlainFields) {
    this.#fields = fields;
    this.#names = fields.names.map(encodeUtf8);
    this.#unique = fields.names.map(isUnique);
    this.#values = fields.names.map(() => undefined);
  }

  /** The event's JSON object; undefined where the bytes are not plain, or not JSON at all. O(length), about 4 ns a byte. */
  read(bytes: Uint8Array): JsonObject | undefined {
    this.#bytes = bytes;
    this.#at = 0;
    for (let field = 0; field < this.#values.length; field++) this.#values[field] = undefined;
    this.#readFields();
    this.#next();
    return this.#at === bytes.length ? this.#fields.object(this.#values) : undefined;
  }

  #readFields(): void {
    if (this.#next() !== OPEN_OBJECT) {
      this.#fail();
      return;
    }
    let field = 0;
    for (;;) {
      this.#at++;
      field = this.#next() === QUOTE ? this.#field(field) : -1;
      if (field < 0 || this.#next() !== COLON) break;
      this.#at++;
      this.#values[field] = this.#value(1, this.#unique[field] === true);
      const end = this.#next();
      if (end === CLOSE_OBJECT) {
        this.#at++;
        return;
      }
      if (end !== COMMA) break;
      field++;
    }
    this.#fail();
  }

  /** Number of the field whose name stands here, tried from `likely` on, since most producers keep an order; −1 for none. */
  #field(likely: number): number {
    const start = this.#at + 1;
    const bytes = this.#bytes;
    const names = this.#names;
    let field = likely;
    for (let left = names.length; left > 0; left--, field++) {
      if (field >= names.length) field = 0;
      const name = names[field];
      if (name === undefined || bytes[start + name.length] !== QUOTE) continue;
      let i = 0;
      while (i < name.length && bytes[start + i] === name[i]) i++;
      if (i < name.length) continue;
      this.#at = start + name.length + 1;
      return field;
    }
    return -1;
  }

  #value(depth: number, unique: boolean): unknown {
    const first = this.#next();
    if (first === QUOTE) return this.#text(unique);
    if (first === MINUS || (first >= ZERO && first <= NINE)) return this.#number();
    if (first === OPEN_LIST && depth < PLAIN_DEPTH_MAX) return this.#list(depth);
    if (first === OPEN_OBJECT && depth < PLAIN_DEPTH_MAX) return this.#object(depth);
    return first === SMALL_N ? this.#null() : this.#fail();
  }

  #list(depth: number): unknown {
    const list: unknown[] = [];
    this.#at++;
    if (this.#next() === CLOSE_LIST) {
      this.#at++;
      return list;
    }
    for (;;) {
      list.push(this.#value(depth + 1, false));
      const end = this.#next();
      if (end !== COMMA && end !== CLOSE_LIST) return this.#fail();
      this.#at++;
      if (end === CLOSE_LIST) return list;
    }
  }

  #object(depth: number): unknown {
    const object: Record<string, unknown> = {};
    this.#at++;
    if (this.#next() === CLOSE_OBJECT) {
      this.#at++;
      return object;
    }
    for (;;) {
      if (this.#next() !== QUOTE) return this.#fail();
      const name = this.#text(false);
      if (isForbidden(name) || this.#next() !== COLON) return this.#fail();
      this.#at++;
      object[name] = this.#value(depth + 1, false);
      const end = this.#next();
      if (end !== COMMA && end !== CLOSE_OBJECT) return this.#fail();
      this.#at++;
      if (end === CLOSE_OBJECT) return object;
    }
  }

  #text(unique: boolean): string {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let end = start;
    while (PLAIN[bytes[end] ?? 0] === 1) end++;
    this.#at = end + 1;
    if (bytes[end] !== QUOTE) {
      this.#fail();
      return "";
    }
    return unique ? asciiText(bytes, start, end) : this.#known.text(bytes, start, end);
  }

  #number(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    const isNegative = bytes[start] === MINUS;
    const whole = isNegative ? start + 1 : start;
    let end = digitsEnd(bytes, whole);
    const point = end;
    if (bytes[end] === POINT) end = digitsEnd(bytes, end + 1);
    const isWhole = end === point;
    // Digits on both sides of the point, and no zero in front of others.
    let isPlain = whole < point && end !== point + 1 && (bytes[whole] !== ZERO || point === whole + 1);
    let digits = isWhole ? point - whole : end - whole - 1;
    if (((bytes[end] ?? 0) | SPACE) === SMALL_E) {
      const sign = bytes[end + 1];
      const exponent = sign === PLUS || sign === MINUS ? end + 2 : end + 1;
      end = digitsEnd(bytes, exponent);
      isPlain &&= exponent < end;
      digits = Number.POSITIVE_INFINITY;
    }
    this.#at = end;
    if (!isPlain) this.#fail();
    if (digits > DIGITS_MAX) return Number(asciiText(bytes, start, end));
    let value = wholeNumber(bytes, whole, point);
    if (!isWhole) {
      const power = POWERS[end - point - 1] ?? 1;
      value = (value * power + wholeNumber(bytes, point + 1, end)) / power;
    }
    return isNegative ? -value : value;
  }

  #null(): null {
    const bytes = this.#bytes;
    const at = this.#at;
    if (bytes[at + 1] !== 117 || bytes[at + 2] !== 108 || bytes[at + 3] !== 108) this.#fail();
    else this.#at += 4;
    return null;
  }

  /** The byte that comes next but for white space, 0 at the end; reading goes on there. */
  #next(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at] ?? 0;
    // One comparison where there is none, as mostly.
    while (byte <= SPACE && (byte === SPACE || byte === 10 || byte === 13 || byte === 9))
      byte = bytes[++this.#at] ?? 0;
    return byte;
  }

  /** Whatever is read from here on is no plain JSON: there is nothing behind the end. */
  #fail(): undefined {
    this.#at = this.#bytes.length + 1;
    return undefined;
  }
}
