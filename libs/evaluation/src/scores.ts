import type { ChampionRule } from "./champion.ts";
import type { Metric, MetricSum } from "./metric.ts";

/** One model's sums over some events. */
export interface Tally {
  /** Events that the model could score. */
  readonly events: number;
  /** In the order of the scoreboard's metrics. */
  readonly metrics: readonly MetricSum[];
}

/** One rung of the ladder. */
export interface ModelScores {
  readonly model: string;
  /** Since the beginning of the log. */
  readonly all: Tally;
  /** Over the recent window. */
  readonly recent: Tally;
}

/** Paired differences of the primary metric between two rungs, over recent events that both scored. */
export interface PairScores {
  readonly lower: string;
  readonly higher: string;
  readonly events: number;
  /** Sum of d, the improvement of `higher` over `lower` per event. */
  readonly sum: number;
  /** Sum of d². */
  readonly squares: number;
}

/** What one scoreboard had chosen, and since which event time. */
export interface Reign {
  readonly model: string;
  /** Event time in ms since 1970. */
  readonly since: number;
}

/** A scoreboard as plain JSON. Every number in it but the reigns adds up over partitions. */
export interface Scores {
  readonly stream: string;
  /** The first is the primary one, which decides. */
  readonly metrics: readonly Metric[];
  readonly rule: ChampionRule;
  /** From the trivial rung to the learned ones. */
  readonly models: readonly ModelScores[];
  readonly pairs: readonly PairScores[];
  /** One for each scoreboard merged. */
  readonly reigns: readonly Reign[];
}

const sumTallies = (a: Tally, b: Tally): Tally => ({
  events: a.events + b.events,
  metrics: a.metrics.map((m, i) => {
    const other = b.metrics[i] ?? { count: 0, sum: 0 };
    return { count: m.count + other.count, sum: m.sum + other.sum };
  }),
});

const shapeOf = (s: Scores): string =>
  JSON.stringify([s.stream, s.metrics, s.models.map(({ model }) => model)]);

const mergeTwo = (a: Scores, b: Scores): Scores => {
  if (shapeOf(a) !== shapeOf(b)) throw new Error(`scoreboards differ: ${shapeOf(a)} and ${shapeOf(b)}`);
  return {
    ...a,
    models: a.models.map((m, i) => {
      const other = b.models[i] ?? m;
      return {
        model: m.model,
        all: sumTallies(m.all, other.all),
        recent: sumTallies(m.recent, other.recent),
      };
    }),
    pairs: a.pairs.map((p, i) => {
      const other = b.pairs[i] ?? p;
      return {
        ...p,
        events: p.events + other.events,
        sum: p.sum + other.sum,
        squares: p.squares + other.squares,
      };
    }),
    reigns: [...a.reigns, ...b.reigns],
  };
};

/**
 * One scoreboard over the events of all of them (the partitions of a stream). All-time sums are those of one
 * scoreboard over the union; the recent window is the union of the partitions' windows.
 * Throws when the list is empty or the scoreboards are not of one stream, ladder and metrics: that is a mistake in code.
 */
export const mergeScores = (list: readonly Scores[]): Scores => {
  if (list.length === 0) throw new Error("no scoreboard to merge");
  return list.reduce(mergeTwo);
};
