import type { ReadingEvent } from "@millrace/events";
import type { Row } from "@millrace/pipeline";
import { type Finding, type NextValues, WARNING_SCORE } from "@millrace/sequences";
import { nineDigits } from "./nine-digits.ts";

/** One object for all rows that tell nothing there. */
const nothing: Readonly<Record<string, number>> = {};

/**
 * A reading's history row, with what was expected in its place: the answer with its interval, in nine digits, and how
 * strange it is.
 * @param width half of the interval's.
 * @param all whether to tell what every rung expected.
 */
export const readingRow = (
  { seriesId, value, covariates }: ReadingEvent,
  ladder: readonly string[],
  next: NextValues | undefined,
  width: number,
  { score, kind }: Finding,
  all: boolean,
): Row => {
  const known = next !== undefined;
  const strange = score >= WARNING_SCORE;
  // One shape for all rows: they are copied and encoded fastest so.
  return {
    table: "readings",
    values: {
      series_id: seriesId,
      value,
      covariates: covariates ?? nothing,
      predicted: known ? nineDigits(next.value) : null,
      lower: known ? nineDigits(next.value - width) : null,
      upper: known ? nineDigits(next.value + width) : null,
      rung: known ? (ladder[next.rung] ?? "") : null,
      rungs: known && all ? byRung(ladder, next.forecasts) : nothing,
      score: strange ? score : 0,
      alarm: strange ? kind : "",
    },
  };
};

const byRung = (ladder: readonly string[], forecasts: Float64Array): Record<string, number> => {
  const rungs: Record<string, number> = {};
  for (const [r, forecast] of forecasts.entries())
    if (!Number.isNaN(forecast)) rungs[ladder[r] ?? ""] = forecast;
  return rungs;
};
