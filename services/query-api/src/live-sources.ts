import type { LiveSource } from "./live.ts";
import { forecastAnswer } from "./routes/series.ts";
import { nextAnswer } from "./routes/sessions.ts";
import { recommendationAnswer } from "./routes/users.ts";
import type { View } from "./view/view.ts";

const RULES_SHOWN = 20;
const ITEMS_SHOWN = 20;
const HORIZON = 24;
const LEVEL = 0.9;

/** What can be listened to: the same answers as by GET. */
export const liveSources = (view: View): ReadonlyMap<string, LiveSource> => {
  const source = (stream: string, answer: LiveSource["answer"]): [string, LiveSource] => [
    stream,
    { answer, version: () => view.board.version(stream), summary: () => summaryOf(view, stream) },
  ];
  return new Map([
    source("baskets", (item) => {
      const rules = view.baskets.rulesOf(item, RULES_SHOWN);
      if (rules === undefined) return undefined;
      return { ...view.envelope("baskets", "rules", "sets"), baskets: view.baskets.index.baskets, rules };
    }),
    source("ratings", (userId) => {
      const wanted = { limit: ITEMS_SHOWN, exclude: new Set<string>(), category: undefined, explain: true };
      return recommendationAnswer(view, userId, wanted);
    }),
    source("clicks", (sessionId) => nextAnswer(view, sessionId, ITEMS_SHOWN)),
    source("reviews", (itemId) => {
      const summary = view.reviews.sentimentOf(itemId);
      return summary === undefined
        ? undefined
        : { ...view.envelope("reviews", view.board.champion("reviews"), "counts"), itemId, ...summary };
    }),
    source("readings", (seriesId) => forecastAnswer(view, seriesId, HORIZON, LEVEL)),
  ]);
};

const summaryOf = (view: View, stream: string): object => ({
  ...view.envelope(stream, view.board.champion(stream), "progress"),
  stream,
  partitions: [...view.board.partitions(stream)].map(([partition, p]) => ({
    partition,
    offset: p.offset,
    outcomes: p.outcomes,
  })),
  models: view.board.scores(stream),
});
