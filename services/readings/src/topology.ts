import {
  absoluteError,
  coverageOf,
  Scoreboard,
  scaledError,
  squaredError,
  winklerScore,
} from "@millrace/evaluation";
import type { EventDecoder, ReadingEvent } from "@millrace/events";
import type {
  Answer,
  Emitter,
  Position,
  Processor,
  ProcessorStatus,
  Topology,
  Verdict,
  Weights,
} from "@millrace/pipeline";
import { SeriesModel } from "@millrace/sequences";
import { below, type Chunk, prefixed } from "@millrace/state";
import { SeriesNetwork } from "./network.ts";
import { type Forecasted, readingRow } from "./rows.ts";
import { encodeSeriesAnswer } from "./series-answer.ts";

/** Limits of the readings' models. */
export interface ReadingSettings {
  readonly seriesMax: number;
  readonly lags: number;
}

const ladder = ["persistence", "ar", "gru"] as const;
/** Coverage of the intervals that are kept and scored. */
const LEVEL = 0.9;

/** Readings → one-step forecasts with intervals: persistence, autoregression, and a GRU whose state each series carries. */
export const readingTopology = (
  decoder: EventDecoder<ReadingEvent>,
  settings: ReadingSettings,
): Topology<ReadingEvent> => ({
  stream: "readings",
  compacted: false,
  decode: decoder.decode,
  idOf: (reading) => reading.id,
  timeOf: (reading) => reading.time,
  open: () => new ReadingProcessor(settings),
});

class ReadingProcessor implements Processor<ReadingEvent> {
  readonly #series: SeriesModel;
  readonly #network: SeriesNetwork;
  readonly #changed = new Set<string>();
  readonly #scores = new Scoreboard({
    stream: "readings",
    ladder,
    metrics: [
      { name: "mase", better: "lower" },
      { name: "mae", better: "lower" },
      { name: "rmse", better: "lower", mean: "root" },
      { name: "coverage", better: "higher" },
      { name: "winkler", better: "lower" },
    ],
  });

  constructor(settings: ReadingSettings) {
    const { seriesMax: capacity, lags } = settings;
    this.#series = new SeriesModel({ capacity, lags, outside: ["gru"], conformal: { level: LEVEL } });
    this.#network = new SeriesNetwork(capacity);
  }

  /** A second value for the same moment of a series is a duplicate, an older one is late; neither is learned. */
  absorb(reading: ReadingEvent, _: Position, emit: Emitter): Verdict {
    const { seriesId, time, value } = reading;
    const lastTime = this.#series.lastTime(seriesId);
    if (lastTime !== undefined && time < lastTime) return "late";
    if (time === lastTime) return "duplicate";
    const forecasts = this.#forecasts(seriesId);
    emit.row(readingRow(reading, this.#answer(forecasts), forecasts));
    this.#score(reading, forecasts);
    const left = this.#series.learn(seriesId, time, value, [forecasts[2]?.value]);
    if (left !== undefined) this.#changed.add(left);
    this.#network.learn(seriesId, value);
    this.#changed.add(seriesId);
    return "applied";
  }

  *drain(): Iterable<Answer> {
    for (const seriesId of this.#changed) yield this.#seriesAnswer(seriesId);
    this.#changed.clear();
  }

  *everything(): Iterable<Answer> {
    for (const seriesId of this.#network.series()) yield this.#seriesAnswer(seriesId);
  }

  status(): ProcessorStatus {
    const { version } = this.#network;
    return {
      sizes: { series: this.#series.size, "series-network": this.#network.size },
      scores: [this.#scores.scores()],
      weights: version === "" ? {} : { series: version },
      globals: {},
    };
  }

  adopt(weights: Weights): boolean {
    return this.#network.adopt(weights, (seriesId) => this.#series.recent(seriesId));
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("series", this.#series.chunks());
    yield* prefixed("network", this.#network.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#series.restore(below("series", chunks));
    this.#network.restore(below("network", chunks));
    this.#scores.restore(below("scores", chunks));
  }

  /** Each rung's forecast with its interval, in the order of the ladder. */
  #forecasts(seriesId: string): (Forecasted | undefined)[] {
    const next = this.#series.predict(seriesId);
    if (next === undefined) return [];
    const values = [next.persistence, next.ar, this.#network.predict(seriesId)];
    return ladder.map((rung, i) => {
      const value = values[i];
      return value === undefined
        ? undefined
        : { rung, value, ...this.#series.interval(seriesId, rung, value) };
    });
  }

  /** The champion's forecast, or the next lower rung's where it has none. */
  #answer(forecasts: readonly (Forecasted | undefined)[]): Forecasted | undefined {
    for (let i = ladder.findIndex((rung) => rung === this.#scores.champion()); i >= 0; i--) {
      const found = forecasts[i];
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #score({ seriesId, time, value }: ReadingEvent, forecasts: readonly (Forecasted | undefined)[]): void {
    const scale = this.#series.scale(seriesId);
    if (forecasts.length === 0 || !(scale > 0)) return;
    this.#scores.record(
      time,
      forecasts.map((f) =>
        f === undefined
          ? undefined
          : [
              scaledError(value, f.value, scale),
              absoluteError(value, f.value),
              squaredError(value, f.value),
              coverageOf(value, f.lower, f.upper),
              winklerScore(value, f.lower, f.upper, LEVEL),
            ],
      ),
    );
  }

  #seriesAnswer(seriesId: string): Answer {
    const entity = `series/${seriesId}`;
    const state = this.#series.seriesState(seriesId);
    if (state === undefined) return { entity, value: null };
    return { entity, value: encodeSeriesAnswer({ state, carried: this.#network.carried(seriesId) }) };
  }
}
