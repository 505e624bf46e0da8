import { killTest } from "../support/kill-test.ts";

killTest("three kills over 10,000 events", {
  seed: 11,
  events: { baskets: 5_000, readings: 5_000 },
  kills: 3,
  newWeightsAt: [0.05, 0.4, 0.7],
});
