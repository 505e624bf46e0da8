import { chooseChampion, type PairSums } from "./champion.ts";
import { type Metric, meanOf } from "./metric.ts";
import type { Scores, Tally } from "./scores.ts";

/** One line of the scoreboard as it is shown. */
export interface ScoreRow {
  readonly stream: string;
  readonly model: string;
  readonly champion: boolean;
  /** Event time in ms from which the champion has reigned; null for the others. */
  readonly since: number | null;
  /** Events scored since the beginning of the log. */
  readonly events: number;
  /** Metrics over all events; a metric without a value is left out. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The same over the recent window, and `events`, how many that is. */
  readonly recent: Readonly<Record<string, number>>;
}

const NO_PAIR: PairSums = { events: 0, sum: 0, squares: 0 };

/** Ladder position that most of the merged scoreboards have chosen; the lower one of equals. */
const reigningOf = (scores: Scores): number => {
  const votes = scores.models.map(({ model }) => scores.reigns.filter((r) => r.model === model).length);
  return votes.indexOf(Math.max(...votes));
};

/**
 * The model that answers by merged scores: the rule of one scoreboard over the added sums, where the rung that reigns in
 * most partitions counts as the reigning one. Pure; O(pairs).
 */
export const championOf = (scores: Scores): string => {
  const names = scores.models.map(({ model }) => model);
  const pair = (low: number, high: number): PairSums =>
    scores.pairs.find((p) => p.lower === names[low] && p.higher === names[high]) ?? NO_PAIR;
  return names[chooseChampion(names.length, pair, scores.rule, reigningOf(scores))] ?? "";
};

const figures = (metrics: readonly Metric[], tally: Tally): Record<string, number> => {
  const read: Record<string, number> = {};
  for (const [i, metric] of metrics.entries()) {
    const value = meanOf(metric, tally.metrics[i] ?? { count: 0, sum: 0 });
    if (value !== undefined) read[metric.name] = value;
  }
  return read;
};

/**
 * The scoreboard's lines in the order of the ladder, exactly one of them champion. `since` is the latest take-over among
 * the partitions that chose the same champion; where only the merged sums chose it, the latest of all.
 */
export const rowsOf = (scores: Scores): ScoreRow[] => {
  const champion = championOf(scores);
  const own = scores.reigns.filter(({ model }) => model === champion);
  const since = Math.max(...(own.length > 0 ? own : scores.reigns).map((reign) => reign.since));
  return scores.models.map(({ model, all, recent }) => ({
    stream: scores.stream,
    model,
    champion: model === champion,
    since: model === champion ? since : null,
    events: all.events,
    metrics: figures(scores.metrics, all),
    recent: { events: recent.events, ...figures(scores.metrics, recent) },
  }));
};
