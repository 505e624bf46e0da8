import {
  absoluteError,
  coverageOf,
  Scoreboard,
  type ScoreboardOptions,
  type Scores,
  scaledError,
  squaredError,
  type Values,
  winklerScore,
} from "@millrace/evaluation";
import type { ReadingEvent } from "@millrace/events";
import { type NextValues, RUNG_LEVEL, type SeriesModel } from "@millrace/sequences";
import { below, type Chunk, prefixed, type Stateful } from "@millrace/state";

/** Scored horizons beyond one step, in steps. */
export const FAR_HORIZONS = [24, 96] as const;

const METRICS: ScoreboardOptions["metrics"] = [
  { name: "mase", better: "lower" },
  { name: "mae", better: "lower" },
  { name: "rmse", better: "lower", mean: "root" },
  { name: "coverage", better: "higher" },
  { name: "width", better: "lower" },
  { name: "winkler", better: "lower" },
];

/**
 * Test-then-train scores of every rung: one step ahead on every reading (`readings`), and 24 and 96 steps ahead on those
 * for which forecasts were filed (`readings@24`: all, `readings@96`: one in four). Where networks take part, one far
 * forecast in sixteen is asked of them; rungs are compared on readings that both have foretold.
 */
export class ReadingScores implements Stateful {
  readonly #near: Scoreboard;
  readonly #far: ReadonlyMap<number, Scoreboard>;
  readonly #values: number[][];
  readonly #given: (Values | undefined)[];
  /** Half the widths of the rungs' intervals where they are scored. */
  readonly #widths: Float64Array;

  /** @param ladder names of the rungs. */
  constructor(ladder: readonly string[]) {
    this.#near = new Scoreboard({ stream: "readings", ladder, metrics: METRICS });
    this.#far = new Map(
      FAR_HORIZONS.map((h) => [h, new Scoreboard({ stream: `readings@${h}`, ladder, metrics: METRICS })]),
    );
    this.#values = ladder.map(() => METRICS.map(() => 0));
    this.#given = ladder.map(() => undefined);
    this.#widths = new Float64Array(ladder.length);
  }

  /** Scores what was expected in a reading's place, before anything learns from it. */
  record({ seriesId, time, value }: ReadingEvent, next: NextValues, series: SeriesModel): void {
    const scale = series.scale(seriesId);
    if (!(scale > 0)) return;
    series.rungWidths(seriesId, 1, this.#widths);
    this.#fill(value, scale, next.forecasts);
    this.#near.record(time, this.#given);
    for (const { horizon, forecasts } of series.due(seriesId, time)) {
      series.rungWidths(seriesId, horizon, this.#widths);
      if (this.#fill(value, scale, forecasts)) this.#far.get(horizon)?.record(time, this.#given);
    }
  }

  /** All scoreboards as plain JSON, the one of one step first. */
  scores(): readonly Scores[] {
    return [this.#near.scores(), ...[...this.#far.values()].map((board) => board.scores())];
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("1", this.#near.chunks());
    for (const [horizon, board] of this.#far) yield* prefixed(String(horizon), board.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#near.restore(below("1", chunks));
    for (const [horizon, board] of this.#far) board.restore(below(String(horizon), chunks));
  }

  /** Puts every rung's figures where `record` of a scoreboard finds them; whether any rung had a forecast. */
  #fill(value: number, scale: number, forecasts: Float64Array): boolean {
    let known = false;
    for (let rung = 0; rung < forecasts.length; rung++) {
      const forecast = forecasts[rung] ?? Number.NaN;
      const values = this.#values[rung];
      this.#given[rung] = undefined;
      if (Number.isNaN(forecast) || values === undefined) continue;
      known = true;
      this.#given[rung] = values;
      values[0] = scaledError(value, forecast, scale);
      values[1] = absoluteError(value, forecast);
      values[2] = squaredError(value, forecast);
      const width = this.#widths[rung] ?? Number.NaN;
      const [lower, upper] = [forecast - width, forecast + width];
      values[3] = Number.isNaN(width) ? width : coverageOf(value, lower, upper);
      values[4] = 2 * width;
      values[5] = Number.isNaN(width) ? width : winklerScore(value, lower, upper, RUNG_LEVEL);
    }
    return known;
  }
}
