import { SeriesNet } from "@millrace/neural";
import { type ForecastPoint, forecast, forecastAround } from "@millrace/sequences";
import { decodeSeriesAnswer, type SeriesAnswer } from "@millrace/service-readings";
import type { NetworkShelf } from "./networks.ts";
import type { StreamView } from "./stream-view.ts";

const ladder = ["persistence", "ar", "gru"] as const;
/** A rung of the readings' ladder. */
export type ReadingRung = (typeof ladder)[number];

/** A forecast with what every rung says. */
export interface SeriesForecast {
  readonly rung: ReadingRung;
  readonly points: readonly ForecastPoint[];
  readonly rungs: Readonly<Partial<Record<ReadingRung, readonly number[]>>>;
}

/** Every series' newest state. */
export class ReadingsView implements StreamView {
  readonly #shelf: NetworkShelf;
  readonly #parts = new Map<number, Map<string, SeriesAnswer>>();

  constructor(shelf: NetworkShelf) {
    this.#shelf = shelf;
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const part = this.#parts.get(partition) ?? new Map<string, SeriesAnswer>();
    this.#parts.set(partition, part);
    const seriesId = entity.slice("series/".length);
    if (value === null) part.delete(seriesId);
    else part.set(seriesId, decodeSeriesAnswer(value));
  }

  progressed(): void {}

  reset(partition: number): void {
    this.#parts.delete(partition);
  }

  /** A series' newest state. */
  find(seriesId: string): SeriesAnswer | undefined {
    for (const part of this.#parts.values()) {
      const found = part.get(seriesId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Series known, by id, from `offset` on. */
  list(offset: number, limit: number): readonly SeriesAnswer[] {
    const all = [...this.#parts.values()].flatMap((part) => [...part.values()]);
    all.sort((a, b) => (a.state.seriesId < b.state.seriesId ? -1 : 1));
    return all.slice(offset, offset + limit);
  }

  /** The forecast by `champion`, or by the next lower rung where that has none. */
  forecast(series: SeriesAnswer, champion: string, horizon: number, level: number): SeriesForecast {
    const byRung = new Map<ReadingRung, readonly ForecastPoint[]>();
    for (const rung of ladder) {
      const points =
        rung === "gru"
          ? this.#byNetwork(series, horizon, level)
          : forecast(series.state, horizon, level, rung);
      if (points.length > 0) byRung.set(rung, points);
    }
    const rungs = Object.fromEntries([...byRung].map(([rung, points]) => [rung, points.map((p) => p.value)]));
    for (let i = ladder.findIndex((rung) => rung === champion); i >= 0; i--) {
      const rung = ladder[i];
      const points = rung === undefined ? undefined : byRung.get(rung);
      if (rung !== undefined && points !== undefined) return { rung, points, rungs };
    }
    return { rung: "persistence", points: [], rungs };
  }

  #byNetwork({ state, carried }: SeriesAnswer, horizon: number, level: number): readonly ForecastPoint[] {
    const net = carried.weights === "" ? undefined : this.#shelf.network("series", carried.weights);
    if (!(net instanceof SeriesNet) || state.interval <= 0) return [];
    const values = net.forecast(carried.hidden, 0, carried.running, 0, horizon);
    return forecastAround(state, [...values], level, "gru");
  }
}
