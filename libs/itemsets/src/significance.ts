/** ln n! for n below this is looked up; above, four terms of Stirling's series are exact to rounding. */
const LOOKED_UP = 256;

const table = new Float64Array(LOOKED_UP);
for (let n = 2; n < LOOKED_UP; n++) table[n] = (table[n - 1] ?? 0) + Math.log(n);

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** ln n! of a whole number, to about 1e-13 of it (Stirling; Abramowitz & Stegun 1964, 6.1.41). */
const logFactorial = (n: number): number => {
  if (n < LOOKED_UP) return table[n] ?? 0;
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square / 1260));
  return (n + 0.5) * Math.log(n) - n + HALF_LOG_TWO_PI + series;
};

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** Terms after which the rest of the tail is smaller than rounding. */
const TERM_SHARE_MIN = 1e-16;

/**
 * Fisher's exact test, one-sided: the probability that at least `both` of `left` baskets hold the right side when
 * `right` of all `baskets` do, were the two sides independent (hypergeometric tail; Fisher 1935, for rules Webb 2007).
 * Counts that are no whole numbers (decay) are rounded. The same to the bit with the sides changed about. Cost: O(1)
 * mostly, O(terms of the tail) near independence.
 */
export const fisherTail = (both: number, left: number, right: number, baskets: number): number => {
  const n = Math.round(baskets);
  const l = Math.round(Math.min(left, right));
  const r = Math.round(Math.max(left, right));
  const k = Math.max(Math.round(both), l + r - n, 0);
  const most = l;
  if (k > most) return 0;
  if (k <= Math.max(0, l + r - n)) return 1;
  const at = (i: number): number => Math.exp(logChoose(l, i) + logChoose(n - l, r - i) - logChoose(n, r));
  if (k * n < l * r) {
    // Below the mean the lower tail is the short one.
    let term = at(k - 1);
    let sum = term;
    for (let i = k - 1; i > 0 && term > sum * TERM_SHARE_MIN; i--) {
      term *= (i * (n - l - r + i)) / ((l - i + 1) * (r - i + 1));
      sum += term;
    }
    return Math.max(0, 1 - sum);
  }
  let term = at(k);
  let sum = term;
  for (let i = k; i < most && term > sum * TERM_SHARE_MIN; i++) {
    term *= ((l - i) * (r - i)) / ((i + 1) * (n - l - r + i + 1));
    sum += term;
  }
  return Math.min(1, sum);
};
