const DIGITS = 9;
const LEAST = 10 ** (DIGITS - 1);
/** Exact as 64-bit numbers. */
const POWERS = Array.from({ length: 16 }, (_, power) => 10 ** power);

/**
 * An estimate to nine significant digits, more than any forecast is good for: to print and to read all 17 takes five
 * times as long. What is below 1e-7 or has nine digits or more before the point stays as it is. About 20 ns.
 */
export const nineDigits = (value: number): number => {
  const size = Math.abs(value);
  let places = 0;
  while (places < POWERS.length && size * (POWERS[places] ?? 1) < LEAST) places++;
  const power = POWERS[places];
  return power === undefined || size >= LEAST ? value : Math.round(value * power) / power;
};
