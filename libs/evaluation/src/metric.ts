/** A figure by which models are compared. What is summed is the value handed in per event; how it is read is `mean`. */
export interface Metric {
  readonly name: string;
  /** Which way is good. */
  readonly better: "lower" | "higher";
  /**
   * "plain": the mean of the values. "root": the square root of their mean (squared errors in, RMSE out).
   * "exponential": e to their mean (nats a word in, perplexity out). Default plain.
   */
  readonly mean?: "plain" | "root" | "exponential";
}

/** Sums of one metric over some events. Adding two of these gives those of the union. */
export interface MetricSum {
  /** Events that had a value for this metric. */
  readonly count: number;
  /** Sum of the values handed in (squared errors where the metric is a root). */
  readonly sum: number;
}

/** The metric over the events summed; undefined where there was none. */
export const meanOf = (metric: Metric, { count, sum }: MetricSum): number | undefined => {
  if (count === 0) return undefined;
  if (metric.mean === "exponential") return Math.exp(sum / count);
  return metric.mean === "root" ? Math.sqrt(sum / count) : sum / count;
};

/** By how much `challenger` beat `holder` on one event, in the unit of the values handed in; negative where it did not. */
export const improvement = (metric: Metric, holder: number, challenger: number): number =>
  metric.better === "lower" ? holder - challenger : challenger - holder;
