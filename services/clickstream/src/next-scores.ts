import { hitAt, reciprocalRankAt, Scoreboard } from "@millrace/evaluation";
import type { ClickEvent } from "@millrace/events";
import type { NextItemModels } from "@millrace/sequences";
import { inSample } from "@millrace/state";
import type { SessionNetwork } from "./network.ts";
import type { SessionRow, Sessions } from "./sessions.ts";

/** Clicks of a partition that are all scored, whatever it costs: so that there are figures early. */
export const SCORED_AT_FIRST = 2_000;
/** Ranks that count. */
const DEPTH = 20;

/** The rungs that predict next items, from the trivial one to the one that is made of all others. */
export const clickLadder = ["popularity", "markov", "rules", "vsknn", "gru", "blend"] as const;

/** A scoreboard of next items: full ranking, repeated clicks kept. */
export const nextItemScores = (): Scoreboard =>
  new Scoreboard({
    stream: "clicks",
    ladder: clickLadder,
    metrics: [
      { name: "mrrAt20", better: "higher" },
      { name: "recallAt20", better: "higher" },
    ],
  });

/**
 * One click in so many is scored, by every rung, and taught to the blend: chosen so that by these rules of thumb (µs on one core of 2020)
 * it costs a click `scoringUsMax` on average.
 */
export const sampleOneIn = (
  items: number,
  network: { readonly items: number; readonly hidden: number },
  scoringUsMax: number,
): number => {
  const counted = 20 + 0.2 * Math.min(items, 1_000);
  const ranked = network.items * (0.0006 * network.hidden + 0.02);
  return Math.max(1, Math.round((counted + ranked) / scoringUsMax));
};

/** Scores one click by every rung before any learns from it, and lets the blend learn. Changes the scoreboard and the blend. */
export const scoreNext = (
  click: ClickEvent,
  session: SessionRow,
  parts: {
    readonly scores: Scoreboard;
    readonly models: NextItemModels;
    readonly network: SessionNetwork;
    readonly sessions: Sessions;
    readonly scoringUsMax: number;
  },
): void => {
  const { models, network, sessions, scores } = parts;
  const { chain, ladder } = models;
  const { net } = network;
  const size = { items: net?.items.length ?? 0, hidden: net?.hiddenSize ?? 0 };
  const oneIn =
    models.clicks < SCORED_AT_FIRST ? 1 : sampleOneIn(chain.popularity.table.size, size, parts.scoringUsMax);
  if (!inSample(click.id, oneIn)) return;
  const previous = session.trail.at(-1);
  const { table } = chain.popularity;
  const outside = network.opinion(sessions, session);
  ladder.predict(models.trailOf(session.trail, session.place), outside);
  const slot = table.find(click.itemId);
  const values = (rank: number | undefined): number[] | undefined =>
    rank === undefined ? undefined : [reciprocalRankAt(rank, DEPTH), hitAt(rank, DEPTH)];
  scores.record(click.time, [
    values(chain.popularity.rank(click.itemId)),
    values(chain.rank(previous, click.itemId)),
    values(ladder.rank("rules", slot)),
    values(ladder.rank("vsknn", slot)),
    values(network.rank(click.itemId)),
    values(ladder.rank("blend", slot)),
  ]);
  ladder.learn(slot);
};
