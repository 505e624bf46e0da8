import { killTest } from "../support/kill-test.ts";

killTest("five kills over all four streams and the recommender's log", {
  seed: 13,
  events: { baskets: 4_000, readings: 4_000, clicks: 12_000, reviews: 8_000 },
  kills: 5,
  newWeightsAt: [0.05, 0.4, 0.7],
});
