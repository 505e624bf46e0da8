import type { ReadingEvent } from "@millrace/events";
import type { Row } from "@millrace/pipeline";
import { type Finding, type NextValues, WARNING_SCORE } from "@millrace/sequences";

/**
 * A reading's history row, with what was expected in its place: the answer with its interval and every rung, and
 * how strange the reading is.
 * @param width half of the interval's.
 */
export const readingRow = (
  { seriesId, value, covariates }: ReadingEvent,
  ladder: readonly string[],
  next: NextValues | undefined,
  width: number,
  { score, kind }: Finding,
): Row => {
  const values: Record<string, Row["values"][string]> = { series_id: seriesId, value };
  if (covariates !== undefined) values.covariates = covariates;
  if (score >= WARNING_SCORE) {
    values.score = score;
    values.alarm = kind;
  }
  if (next === undefined) return { table: "readings", values };
  const rungs: Record<string, number> = {};
  for (let r = 0; r < ladder.length; r++) {
    const forecast = next.forecasts[r] ?? Number.NaN;
    if (!Number.isNaN(forecast)) rungs[ladder[r] ?? ""] = forecast;
  }
  values.predicted = next.value;
  values.lower = next.value - width;
  values.upper = next.value + width;
  values.rung = ladder[next.rung] ?? "";
  values.rungs = rungs;
  return { table: "readings", values };
};
