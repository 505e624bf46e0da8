import { RatingModel } from "@millrace/factors";
import type { Bench, Cell } from "../report.ts";
import { coldItems } from "./cold-items.ts";
import { liveRankings } from "./live-rankings.ts";
import { filmTexts, householdBaskets, movieRatings, sessionLogs, type TimedRating } from "./logs.ts";
import { type PeerFigures, peerFigures } from "./peers.ts";
import { leaveLastOut, machineRanking, ownRankings } from "./rankings.ts";
import { foldLatency, learningRates, topLatency } from "./rates.ts";

/** Test-then-train RMSE of every rung. */
const prequential = (ratings: readonly TimedRating[]): Readonly<Record<string, number>> => {
  const model = new RatingModel({ seed: 1 });
  const sums = { mean: 0, biases: 0, "user-kNN": 0, "item-kNN": 0, "online ALS": 0 };
  for (const one of ratings) {
    const { mean, biases, als } = model.predict(one.userId, one.itemId);
    const { users, items } = model.neighbours(one.userId, one.itemId);
    const said = { mean, biases, "user-kNN": users, "item-kNN": items, "online ALS": als };
    for (const rung of Object.keys(sums) as (keyof typeof sums)[])
      sums[rung] += (one.rating - said[rung]) ** 2;
    model.learn(one);
  }
  return Object.fromEntries(
    Object.entries(sums).map(([rung, sum]) => [rung, Math.sqrt(sum / ratings.length)]),
  );
};

const LIKED = 3.5;
/** Baskets ranked live: every household is known by then. */
const BASKETS_MAX = 30_000;

const fixed = (value: number | undefined): Cell => (value === undefined ? undefined : value.toFixed(4));

/** How well the recommender predicts and ranks on real ratings, how fast, and beside what. */
export const recommender: Bench = {
  name: "recommender",
  about: "RMSE and ranking on MovieLens beside River and implicit; ratings a second; top-N and fold-in",
  run: async (_, say) => {
    const ratings = await movieRatings(say);
    const split = leaveLastOut(ratings);
    const errors = prequential(ratings);
    say("predicted and learned");
    const machine = machineRanking(split);
    const rankings = { ...ownRankings(split), "Boltzmann machine": machine.figures };
    say("ranked");
    const liked = ratings
      .filter(({ rating }) => rating >= LIKED)
      .map(({ userId, itemId, time }) => ({ userId, itemIds: [itemId], weight: 4, time }));
    const logs = new Map([
      ["MovieLens, liked", liked],
      ["completejourney, baskets", (await householdBaskets(say)).slice(0, BASKETS_MAX)],
      ...(await sessionLogs(say)),
    ]);
    const live = [...logs].flatMap(([log, touches]) =>
      [...liveRankings(touches)].map(([rung, figures]) => ({ log, rung, ...figures })),
    );
    say("ranked live");
    const { films, texts } = await filmTexts(say);
    const cold = await coldItems(ratings, films, texts);
    say("ranked items without an event");
    const peers = await peerFigures(ratings, split).catch((): PeerFigures => ({}));
    const rates = learningRates(ratings);
    const latencies = {
      "top 10 of 100,000 x 32": topLatency(100_000),
      "top 10 of 1,000,000 x 32": topLatency(1_000_000),
      "fold in 20 ratings": foldLatency(ratings, 20),
      "fold in 128 ratings": foldLatency(ratings, 128),
    };
    return {
      figures: { errors, rankings, live, cold, freeEnergy: machine.freeEnergy, peers, rates, latencies },
      tables: [
        {
          title: `Test-then-train RMSE, ${ratings.length} ratings in time order`,
          columns: ["model", "RMSE", "ratings/s"],
          rows: [
            ...Object.entries(errors).map(([model, rmse]) => [model, fixed(rmse), undefined]),
            ...Object.entries(peers.river ?? {}).map(([model, rmse]) => [
              model,
              fixed(rmse),
              peers.riverPerSecond?.[model],
            ]),
          ],
        },
        {
          title: "Full ranking of each user's last liked film, all others learned",
          columns: ["model", "recall@10", "nDCG@10"],
          rows: Object.entries({ ...rankings, ...peers.implicit }).map(([model, figures]) => [
            model,
            fixed(figures.recallAt10),
            fixed(figures.ndcgAt10),
          ]),
        },
        {
          title: "Full ranking of what users turned to, before it was learned",
          columns: ["log", "model", "recall@10", "nDCG@10", "rankings"],
          rows: live.map(({ log, rung, recallAt10, ndcgAt10, users }) => [
            log,
            rung,
            fixed(recallAt10),
            fixed(ndcgAt10),
            users,
          ]),
        },
        {
          title: "Films of which no event is known, ranked among themselves by their descriptions",
          columns: ["content", "recall@10", "nDCG@10", "rankings"],
          rows: Object.entries(cold).map(([content, { recallAt10, ndcgAt10, users }]) => [
            content,
            fixed(recallAt10),
            Number.isNaN(ndcgAt10) ? undefined : fixed(ndcgAt10),
            users,
          ]),
        },
        {
          title: "Learning, bare, on one core",
          columns: ["model", "events/s"],
          rows: Object.entries(rates).map(([model, rate]) => [model, rate]),
        },
        {
          title: "Answering, ms",
          columns: ["question", "p50", "p99"],
          rows: Object.entries(latencies).map(([question, { p50, p99 }]) => [question, p50, p99]),
        },
      ],
      notes: [
        `Free energy of the users, nats: ${machine.freeEnergy.before.toFixed(1)} before the Boltzmann machine's training, ${machine.freeEnergy.after.toFixed(1)} after.`,
        "River and implicit are run where MILLRACE_BENCH_PYTHON (or python3) has them; River with the settings of its own documentation.",
      ],
    };
  },
};
