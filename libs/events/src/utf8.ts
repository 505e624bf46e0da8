// The encoding API is in every runtime but in none of the ES2023 types: this is the part of it that is used, seen by this file only.
declare const TextDecoder: new (
  label: "utf-8",
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
/** Node's own way to short texts, in a fraction of the time that the standard one takes to begin. */
declare const Buffer:
  | { readonly prototype: { latin1Slice?: (this: Uint8Array, start: number, end: number) => string } }
  | undefined;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The text that the bytes spell, a byte order mark included; `undefined` when they are not valid UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

const latin1Slice = typeof Buffer === "undefined" ? undefined : Buffer.prototype.latin1Slice;

/** The text that the bytes from `start` to before `end` spell, which have to be ASCII. About 50 ns. */
export const asciiText = (bytes: Uint8Array, start: number, end: number): string =>
  latin1Slice === undefined
    ? decoder.decode(bytes.subarray(start, end))
    : latin1Slice.call(bytes, start, end);

/** The UTF-8 bytes of a text. Half a surrogate pair becomes U+FFFD. */
export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);
