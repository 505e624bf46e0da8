/** One line of a Prometheus text. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of a Prometheus text; comments and lines that are none are left out. */
export const parseMetrics = (text: string): readonly Sample[] =>
  text.split("\n").flatMap((line) => {
    const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (found === null) return [];
    const [, name = "", inner = "", value = ""] = found;
    const pairs = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return [
      {
        name,
        labels: Object.fromEntries(pairs.map(([, label = "", given = ""]) => [label, given])),
        value: Number(value),
      },
    ];
  });

const having = (
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>>,
): readonly Sample[] =>
  samples.filter(
    (s) => s.name === name && Object.entries(labels).every(([label, value]) => s.labels[label] === value),
  );

/** Sum of the samples of one name that carry the given labels. */
export const sumOf = (
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>>,
): number => having(samples, name, labels).reduce((sum, s) => sum + s.value, 0);

/**
 * A quantile of what a histogram observed between two readings, interpolated within its bucket as PromQL does; undefined
 * where nothing was observed.
 */
export const quantileBetween = (
  before: readonly Sample[],
  after: readonly Sample[],
  histogram: string,
  labels: Readonly<Record<string, string>>,
  quantile: number,
): number | undefined => {
  const buckets = having(after, `${histogram}_bucket`, labels)
    .map((s) => {
      const le = s.labels.le ?? "+Inf";
      const was = sumOf(before, `${histogram}_bucket`, { ...labels, le });
      return { bound: le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le), count: s.value - was };
    })
    .sort((a, b) => a.bound - b.bound);
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const rank = quantile * total;
  let lower = 0;
  let below = 0;
  for (const { bound, count } of buckets) {
    if (count >= rank)
      return bound === Number.POSITIVE_INFINITY
        ? lower
        : lower + ((bound - lower) * (rank - below)) / (count - below);
    lower = bound;
    below = count;
  }
  return lower;
};
