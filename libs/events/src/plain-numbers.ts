/** The bytes of the first and the last digit. */
export const ZERO = 48;
export const NINE = 57;

/** Below 2^53, so that as many digits are a whole number exactly and a power of ten divides it with one rounding. */
export const DIGITS_MAX = 15;
/** Powers of ten, all exact. */
export const POWERS = Array.from({ length: DIGITS_MAX + 1 }, (_, n) => 10 ** n);

/** Digits of which every number is below 2^31. */
const SHORT_DIGITS = 9;

/** Where the digits end that begin at `at`. */
export const digitsEnd = (bytes: Uint8Array, at: number): number => {
  let end = at;
  for (let byte = bytes[end] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[end] ?? 0) end++;
  return end;
};

/** What at most {@link DIGITS_MAX} digits say; most of it in whole numbers of 32 bits, which are the fastest. */
export const wholeNumber = (bytes: Uint8Array, start: number, end: number): number => {
  let high = 0;
  const middle = Math.min(end, start + SHORT_DIGITS);
  for (let at = start; at < middle; at++) high = (Math.imul(high, 10) + ((bytes[at] ?? 0) - ZERO)) | 0;
  if (middle === end) return high;
  let low = 0;
  for (let at = middle; at < end; at++) low = (Math.imul(low, 10) + ((bytes[at] ?? 0) - ZERO)) | 0;
  return high * (POWERS[end - middle] ?? 1) + low;
};
