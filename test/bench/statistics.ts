/** The middle one; the mean of the two in the middle where their number is even. NaN of nothing. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which a share `q` of all lies, interpolated. NaN of nothing. O(n log n). */
export const quantile = (values: ArrayLike<number>, q: number): number => {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
};

/** What a list of times comes to, in their unit. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Median, 99th percentile and greatest. */
export const spreadOf = (values: ArrayLike<number>): Spread => ({
  count: values.length,
  p50: quantile(values, 0.5),
  p99: quantile(values, 0.99),
  max: quantile(values, 1),
});

/** Observations up to and with an upper bound. */
export interface Bucket {
  readonly upTo: number;
  readonly count: number;
}

/**
 * A quantile of a histogram by cumulative buckets, linear within its bucket, as Prometheus' `histogram_quantile`.
 * The last finite bound where it lies beyond; NaN of nothing.
 */
export const histogramQuantile = (buckets: readonly Bucket[], q: number): number => {
  const sorted = [...buckets].sort((a, b) => a.upTo - b.upTo);
  const wanted = (sorted.at(-1)?.count ?? 0) * q;
  if (wanted === 0) return Number.NaN;
  let below: Bucket = { upTo: 0, count: 0 };
  for (const bucket of sorted) {
    if (bucket.count >= wanted) {
      if (bucket.upTo === Number.POSITIVE_INFINITY) return below.upTo;
      const share = (wanted - below.count) / (bucket.count - below.count);
      return below.upTo + (bucket.upTo - below.upTo) * share;
    }
    below = bucket;
  }
  return below.upTo;
};
