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
import { RUNG_LEVEL, SeriesModel } from "@millrace/sequences";
import { below, type Chunk, prefixed } from "@millrace/state";
import { encodeAlarms } from "./alarms-answer.ts";
import { AskedNetworks, NETWORK_RUNGS } from "./asked-networks.ts";
import { SeriesNetwork } from "./network.ts";
import { readingRow } from "./rows.ts";
import { ReadingScores } from "./scores.ts";
import { encodeSeriesAnswer } from "./series-answer.ts";

/** Limits of the readings' models. */
export interface ReadingSettings {
  readonly seriesMax: number;
  readonly lags: number;
  /** Newest values kept of each series. @default 384 */
  readonly values?: number;
  /** Whether networks take part once there are weights; without them forecasts are by the linear rungs. @default true */
  readonly networks?: boolean;
}

/** Every rung of the ladder, from the trivial one up. */
export const LADDER: readonly string[] = new SeriesModel({ capacity: 1, outside: NETWORK_RUNGS }).rungs;

/** A stated sample: what every rung expected is written down for one record in this many. */
const RUNGS_EVERY = 16;
/**
 * Readings → forecasts with intervals at every horizon: from persistence over regressions with season, calendar and
 * covariates to a GRU whose state each series carries, and their combination.
 */
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
  readonly #scores = new ReadingScores(LADDER);
  readonly #changed = new Set<string>();
  readonly #alarmed = new Set<string>();
  readonly #asked: AskedNetworks;

  constructor({ seriesMax: capacity, lags, values: memory = 384, networks = true }: ReadingSettings) {
    this.#series = new SeriesModel({ capacity, lags, memory, outside: NETWORK_RUNGS, always: 1 });
    this.#network = new SeriesNetwork(capacity, networks);
    this.#asked = new AskedNetworks(this.#series, this.#network);
  }

  /** A second value for the same moment of a series is a duplicate, an older one is late; neither is learned. */
  absorb(reading: ReadingEvent, { offset }: Position, emit: Emitter): Verdict {
    const { seriesId, time, value, covariates } = reading;
    const lastTime = this.#series.lastTime(seriesId);
    if (lastTime !== undefined && time < lastTime) return "late";
    if (time === lastTime) return "duplicate";
    const next = this.#series.predict(seriesId, time, this.#asked.next(seriesId));
    const width = next === undefined ? 0 : this.#series.halfWidth(seriesId, RUNG_LEVEL, next.value);
    if (next !== undefined) this.#scores.record(reading, next, this.#series);
    const learned = this.#series.learn(seriesId, time, value, next, covariates);
    emit.row(readingRow(reading, LADDER, next, width, learned, offset % RUNGS_EVERY === 0));
    if (learned.alarmsChanged) this.#alarmed.add(seriesId);
    if (learned.left !== undefined) {
      this.#changed.add(learned.left);
      this.#alarmed.add(learned.left);
    }
    this.#network.learn(seriesId, value);
    this.#series.plan(seriesId, this.#asked.paths(seriesId));
    this.#changed.add(seriesId);
    return "applied";
  }

  *drain(): Iterable<Answer> {
    for (const seriesId of this.#changed) yield this.#seriesAnswer(seriesId);
    for (const seriesId of this.#alarmed) yield this.#alarmsAnswer(seriesId);
    this.#changed.clear();
    this.#alarmed.clear();
  }

  *followingWeights(): Iterable<Answer> {
    for (const seriesId of this.#network.series()) yield this.#seriesAnswer(seriesId);
  }

  status(): ProcessorStatus {
    const { version } = this.#network;
    return {
      sizes: {
        series: this.#series.size,
        "series-dormant": this.#series.dormantSize,
        "series-network": this.#network.size,
      },
      weights: version === "" ? {} : { series: version },
      globals: {},
    };
  }

  scores(): readonly object[] {
    return this.#scores.scores();
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

  #seriesAnswer(seriesId: string): Answer {
    const value = encodeSeriesAnswer(seriesId, this.#series, this.#network);
    return { entity: `series/${seriesId}`, value };
  }

  #alarmsAnswer(seriesId: string): Answer {
    const alarms = this.#series.alarms(seriesId);
    return { entity: `alarms/${seriesId}`, value: alarms.length === 0 ? null : encodeAlarms(alarms) };
  }
}
