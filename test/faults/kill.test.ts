import { killTest } from "../support/kill-test.ts";

killTest("ten kills over 50,000 baskets and 50,000 readings", {
  seed: 12,
  events: { baskets: 50_000, readings: 50_000 },
  kills: 10,
  newWeightsAt: [0.05, 0.3, 0.55, 0.8],
});
