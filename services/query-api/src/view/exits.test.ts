import { CALIBRATION_BINS, exitLadder } from "@millrace/service-clickstream";
import { expect, test } from "vitest";
import { ExitCalibration } from "./exits.ts";

/** Forecasts of one probability by every rung, and how many exits came. */
const told = (probability: number, forecasts: number, exits: number) => ({
  exitCalibration: exitLadder.map(() =>
    Array.from({ length: CALIBRATION_BINS }, (_, bin) =>
      bin === Math.floor(probability * CALIBRATION_BINS)
        ? [forecasts, probability * forecasts, exits]
        : [0, 0, 0],
    ),
  ),
});

test("the reliability table is that of the rung that leads over all partitions, their forecasts added up", () => {
  let champion = "";
  const exits = new ExitCalibration(() => champion);
  exits.progressed(0, told(0.25, 6, 1));
  exits.progressed(1, told(0.25, 2, 1));
  expect(exits.calibration.rung).toBe("page");
  champion = "hidden-markov";
  const { rung, bins, expectedError } = exits.calibration;
  expect(rung).toBe("hidden-markov");
  expect(bins).toEqual([{ from: 0.2, to: 0.3, forecasts: 8, meanForecast: 0.25, exitShare: 0.25 }]);
  expect(expectedError).toBe(0);
});
