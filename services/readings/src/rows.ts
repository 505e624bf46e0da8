import type { ReadingEvent } from "@millrace/events";
import type { Row } from "@millrace/pipeline";

/** A forecast made before the reading came. */
export interface Forecasted {
  readonly rung: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** A reading's history row, with what was expected in its place. */
export const readingRow = (
  reading: ReadingEvent,
  answer: Forecasted | undefined,
  forecasts: readonly (Forecasted | undefined)[],
): Row => ({
  table: "readings",
  values: {
    series_id: reading.seriesId,
    value: reading.value,
    covariates: reading.covariates ?? {},
    predicted: answer?.value ?? null,
    lower: answer?.lower ?? null,
    upper: answer?.upper ?? null,
    rung: answer?.rung ?? null,
    rungs: Object.fromEntries(forecasts.flatMap((f) => (f === undefined ? [] : [[f.rung, f.value]]))),
  },
});
