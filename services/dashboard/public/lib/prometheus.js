/** Reads what `/metrics` says, as far as the page shows it. */

/** All samples: `[{name, labels, value}]`. */
export const parseMetrics = (text) => {
  const samples = [];
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (found === null) continue;
    const labels = {};
    for (const [, name, value] of (found[2] ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g))
      labels[name] = value;
    samples.push({ name: found[1], labels, value: Number(found[3]) });
  }
  return samples;
};

/** Cumulative buckets of a histogram for some labels: `Map(upper bound → count)`. */
export const bucketsOf = (samples, name, labels) => {
  const buckets = new Map();
  for (const sample of samples) {
    if (sample.name !== `${name}_bucket`) continue;
    if (Object.entries(labels).some(([key, value]) => sample.labels[key] !== value)) continue;
    const bound = sample.labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(sample.labels.le);
    buckets.set(bound, (buckets.get(bound) ?? 0) + sample.value);
  }
  return buckets;
};

/** What came since: counts of `now` less those of `before`. */
export const since = (now, before) =>
  new Map([...now].map(([bound, n]) => [bound, n - (before?.get(bound) ?? 0)]));

/** A quantile by straight lines within the buckets; undefined where nothing was observed. */
export const quantile = (buckets, q) => {
  const bounds = [...buckets.keys()].sort((a, b) => a - b);
  const total = buckets.get(Number.POSITIVE_INFINITY) ?? 0;
  if (total <= 0) return undefined;
  let [lower, below] = [0, 0];
  for (const bound of bounds) {
    const at = buckets.get(bound);
    if (at >= q * total)
      return bound === Number.POSITIVE_INFINITY
        ? lower
        : lower + ((bound - lower) * (q * total - below)) / Math.max(1e-9, at - below);
    [lower, below] = [bound, at];
  }
  return lower;
};
