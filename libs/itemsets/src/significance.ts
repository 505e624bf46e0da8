const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
  -0.5395239384953e-5,
];

/** ln Γ(x) for x > 0, to about 1e-10 (Lanczos 1964). */
export const logGamma = (x: number): number => {
  let series = 1.000000000190015;
  for (let i = 0; i < LANCZOS.length; i++) series += (LANCZOS[i] ?? 0) / (x + 1 + i);
  const t = x + 5.5;
  return (x + 0.5) * Math.log(t) - t + Math.log((2.5066282746310007 * series) / x);
};

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** Terms after which the rest of the tail is smaller than rounding. */
const TERM_SHARE_MIN = 1e-16;

/**
 * Fisher's exact test, one-sided: the probability that at least `both` of `left` baskets hold the right side when
 * `right` of all `baskets` do, were the two sides independent (hypergeometric tail; Fisher 1935, for rules Webb 2007).
 * Counts that are no whole numbers (decay) are rounded. Cost: O(1) mostly, O(terms of the tail) near independence.
 */
export const fisherTail = (both: number, left: number, right: number, baskets: number): number => {
  const [n, l, r] = [Math.round(baskets), Math.round(left), Math.round(right)];
  const k = Math.max(Math.round(both), l + r - n, 0);
  const most = Math.min(l, r);
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
