/** What ladders of models and the figures they are ranked by are called, for who meets them for the first time. */

const ladders = {
  clicks: ["Next item", "Which item a visitor clicks next"],
  "clicks exit": ["Exits", "Whether a click is the last of its visit"],
  baskets: ["Bought together", "Which item completes a basket, told from the others"],
  reviews: ["Sentiment", "Whether a text is of a good or a poor review"],
  language: ["Language", "Which word comes next in a review"],
  readings: ["Forecast", "The next value of a series"],
  ratings: ["Ratings", "How many stars somebody gives an item"],
  choices: ["Choices", "Which of the items that were recommended somebody takes"],
  preferences: ["Preferences", "Which item somebody turns to, ranked among all items"],
};

/** Name and meaning of a ladder: `[name, meaning, whether it is a part or a further horizon of another]`. */
export const ladderWords = (stream) => {
  const known = ladders[stream];
  if (known !== undefined) return [...known, false];
  const [, ahead] = /^readings@(\d+)$/.exec(stream) ?? [];
  if (ahead !== undefined) return [`Forecast, ${ahead} ahead`, `The value ${ahead} steps ahead`, true];
  const [, history] = /^preferences\/(.+)$/.exec(stream) ?? [];
  if (history !== undefined) {
    const known = history === "0" ? "nothing" : history === "1" ? "one item" : `${history} items`;
    return [`Preferences, ${known} known`, `Of people of whom ${known} had been known before`, true];
  }
  return [stream, "", false];
};

const metrics = {
  mrr: ["MRR", "Mean of 1 / rank of what came"],
  ndcg: ["nDCG", "Rank of what came, with less for each further place"],
  hitRate: ["Hit rate", "Share in which what came was among the first"],
  recall: ["Recall", "Share in which what came was among the first"],
  accuracy: ["Accuracy", "Share that was right"],
  coverage: ["Coverage", "Share of the values that fell into their interval"],
  logLoss: ["Log loss", "Surprise at what came, in nats"],
  brier: ["Brier score", "Squared error of probabilities"],
  loss: ["Loss", "Mean loss"],
  perplexity: ["Perplexity", "As unsure as among so many equal words"],
  mae: ["MAE", "Mean error, in the unit of the values"],
  mase: ["MASE", "Error as a share of the naive forecast's"],
  rmse: ["RMSE", "Root of the mean squared error"],
  width: ["Width", "Mean width of the intervals"],
  winkler: ["Interval score", "Width of the intervals, with a penalty for values outside"],
};

/** Name and meaning of a figure: `["MRR@20", "Mean of …"]`. */
export const metricWords = (metric) => {
  const [, name, cut] = /^(.+?)(?:At(\d+))?$/.exec(metric) ?? [];
  const [words, meaning] = metrics[name] ?? [metric, ""];
  return [cut === undefined || !(name in metrics) ? words : `${words}@${cut}`, meaning];
};
