import { hitAt, reciprocalRankAt, Scoreboard } from "@millrace/evaluation";
import type { ClickEvent } from "@millrace/events";
import type { NextItemModels } from "@millrace/sequences";
import { inSample } from "@millrace/state";
import type { SessionNetwork } from "./network.ts";
import type { SessionRow, Sessions } from "./sessions.ts";

/** Clicks of a partition that are all scored, so that there are figures early. */
const SCORED_AT_FIRST = 2_000;
/** But no more than what this many µs are enough for: readers of a full topic wait for it. */
const SCORED_AT_FIRST_US = 250_000;
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

/** How many items a network ranks, and by how many numbers. */
interface NetworkShape {
  readonly items: number;
  readonly hidden: number;
}

/** What full rankings of one click by all rungs cost, by rule of thumb: µs on one core of 2020. */
const scoringUs = (items: number, network: NetworkShape): number =>
  20 + 0.2 * Math.min(items, 1_000) + network.items * (0.0006 * network.hidden + 0.02);

/** Of the clicks after the first ones, one in so many is scored, by every rung, and taught to the blend: at `scoringUsMax` a click on average. */
export const sampleOneIn = (items: number, network: NetworkShape, scoringUsMax: number): number =>
  Math.max(1, Math.round(scoringUs(items, network) / scoringUsMax));

/** So many clicks are all scored at first: {@link SCORED_AT_FIRST}, or as many as cost {@link SCORED_AT_FIRST_US}. */
export const scoredAtFirst = (items: number, network: NetworkShape): number =>
  Math.min(SCORED_AT_FIRST, Math.round(SCORED_AT_FIRST_US / scoringUs(items, network)));

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
  const { table } = chain.popularity;
  const isEarly = models.clicks < scoredAtFirst(table.size, size);
  if (!isEarly && !inSample(click.id, sampleOneIn(table.size, size, parts.scoringUsMax))) return;
  const previous = session.trail.at(-1);
  const outside = network.opinion(sessions, session);
  ladder.predict(models.trailOf(session.trail, session.place), outside);
  const slot = table.find(click.itemId);
  const values = (rank: number | undefined): number[] | undefined =>
    rank === undefined ? undefined : [reciprocalRankAt(rank, DEPTH), hitAt(rank, DEPTH)];
  scores.record(click.time, [
    values(chain.popularity.rank(click.itemId)),
    values(chain.rank(previous, click.itemId)),
    values(models.chainOnly ? undefined : ladder.rank("rules", slot)),
    values(models.chainOnly ? undefined : ladder.rank("vsknn", slot)),
    values(network.rank(click.itemId)),
    values(ladder.rank("blend", slot)),
  ]);
  ladder.learn(slot);
};
