import { hash32 } from "@millrace/state";
import { type SourceScores, sources } from "./sources.ts";

/** An item of an answer with what each source said of it. */
export interface AnsweredItem {
  readonly itemId: string;
  readonly scores: SourceScores;
}

const VERSION = 1;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Ids have at most 256 characters: 192 bytes, of which 6 are version, nonce and checksum. */
const BYTES_MAX = 192;
const HEAD = 6;
const ITEM_BYTES = 2 + sources.length;
/** Items of an answer that its id remembers: the first ones. */
export const ANSWERED_MAX = Math.floor((BYTES_MAX - HEAD) / ITEM_BYTES);

const hash16 = (itemId: string): number => hash32(itemId, 0x2545f491) & 0xffff;

/**
 * An answer's id that says by itself what each source said of the first {@link ANSWERED_MAX} items, so that a click that
 * names it can be learned from wherever and whenever it comes, and nothing has to be kept. At most 256 letters.
 * @param nonce tells equal answers apart; the lowest 8 bits count.
 */
export const encodeAnswerId = (items: readonly AnsweredItem[], nonce: number): string => {
  const said = items.slice(0, ANSWERED_MAX);
  const bytes = new Uint8Array(HEAD + said.length * ITEM_BYTES);
  bytes[0] = VERSION;
  bytes[1] = nonce & 0xff;
  let at = HEAD;
  for (const { itemId, scores } of said) {
    const hash = hash16(itemId);
    bytes[at++] = hash & 0xff;
    bytes[at++] = hash >> 8;
    for (let s = 0; s < sources.length; s++)
      bytes[at++] = Math.round(127 * Math.max(-1, Math.min(1, scores[s] ?? 0))) & 0xff;
  }
  const sum = checksum(bytes);
  for (let b = 0; b < 4; b++) bytes[2 + b] = (sum >>> (8 * b)) & 0xff;
  return toLetters(bytes);
};

/** What an answer's id remembers. */
export interface Answered {
  /** What each source said of an item; undefined where the answer did not have it, or not among its first. */
  of(itemId: string): SourceScores | undefined;
  /** How many items it remembers. */
  readonly size: number;
  /** All of them in the order of the answer, by a hash of their ids. */
  readonly scores: ReadonlyMap<number, SourceScores>;
}

/** Reads an answer's id; undefined for any other text. */
export const decodeAnswerId = (answerId: string): Answered | undefined => {
  const bytes = fromLetters(answerId);
  if (bytes === undefined || bytes.length < HEAD || bytes[0] !== VERSION) return undefined;
  if ((bytes.length - HEAD) % ITEM_BYTES !== 0) return undefined;
  let sum = 0;
  for (let b = 3; b >= 0; b--) sum = (sum << 8) | (bytes[2 + b] ?? 0);
  if (sum >>> 0 !== checksum(bytes)) return undefined;
  const scores = new Map<number, SourceScores>();
  for (let at = HEAD; at < bytes.length; at += ITEM_BYTES) {
    const hash = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const values = Array.from(bytes.subarray(at + 2, at + ITEM_BYTES), (byte) => ((byte << 24) >> 24) / 127);
    scores.set(hash, values);
  }
  return { of: (itemId) => scores.get(hash16(itemId)), size: scores.size, scores };
};

/** Over everything but itself. */
const checksum = (bytes: Uint8Array): number =>
  hash32(String.fromCharCode(bytes[1] ?? 0, ...bytes.subarray(HEAD)), VERSION);

const toLetters = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const letters = Math.min(4, bytes.length - at + 1);
    for (let l = 0; l < letters; l++) text += LETTERS[(three >> (18 - 6 * l)) & 63];
  }
  return text;
};

const fromLetters = (text: string): Uint8Array | undefined => {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  return bytes;
};
