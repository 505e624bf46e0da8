import { SeriesNet } from "@millrace/neural";
import { type Alarm, forecast, type SeriesForecast, SeriesModel } from "@millrace/sequences";
import {
  decodeAlarms,
  LADDER,
  NETWORK_RUNGS,
  readableSeriesAnswer,
  type SeriesAnswer,
} from "@millrace/service-readings";
import type { NetworkShelf } from "./networks.ts";
import type { StreamView } from "./stream-view.ts";

const isSeries = (entity: string): boolean => entity.startsWith("series/");

/** Every series' newest state, kept as it came and read when it is asked for. */
export class ReadingsView implements StreamView {
  readonly #shelf: NetworkShelf;
  /** By partition, series and alarms by their entity. */
  readonly #parts = new Map<number, Map<string, Uint8Array>>();

  constructor(shelf: NetworkShelf) {
    this.#shelf = shelf;
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const part = this.#parts.get(partition) ?? new Map<string, Uint8Array>();
    this.#parts.set(partition, part);
    if (value === null) part.delete(entity);
    else part.set(entity, value);
  }

  progressed(): void {}

  reset(partition: number): void {
    this.#parts.delete(partition);
  }

  /** A series' newest state. */
  find(seriesId: string): SeriesAnswer | undefined {
    const found = this.#find(`series/${seriesId}`);
    return found === undefined ? undefined : readableSeriesAnswer(found);
  }

  /** A series' newest alarms, oldest first. */
  alarms(seriesId: string): readonly Alarm[] {
    const found = this.#find(`alarms/${seriesId}`);
    return found === undefined ? [] : decodeAlarms(found);
  }

  /** Series known, by id, from `offset` on. O(series log series). */
  list(offset: number, limit: number): readonly SeriesAnswer[] {
    const all = [...this.#parts.values()].flatMap((part) => [...part]).filter(([entity]) => isSeries(entity));
    all.sort(([a], [b]) => (a < b ? -1 : 1));
    return all.slice(offset, offset + limit).flatMap(([, value]) => readableSeriesAnswer(value) ?? []);
  }

  /** The forecast by whichever rung does best on the series at each horizon, and what every rung says. */
  forecast(series: SeriesAnswer, horizon: number, level: number): SeriesForecast {
    return forecast(series.state, horizon, level, LADDER, this.#byNetworks(series, horizon));
  }

  #find(entity: string): Uint8Array | undefined {
    for (const part of this.#parts.values()) {
      const found = part.get(entity);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What each network says, in the order of their rungs. */
  #byNetworks({ state, carried }: SeriesAnswer, horizon: number): readonly (ArrayLike<number> | undefined)[] {
    const net = carried.weights === "" ? undefined : this.#shelf.network("series", carried.weights);
    if (!(net instanceof SeriesNet)) return [];
    const recent = Float64Array.from(state.recent, (less) => state.last + less);
    const gru = net.forecast(carried.hidden, 0, carried.running, 0, horizon);
    return [gru, ...net.windows.map((window) => window.path(recent, recent.length, horizon))];
  }
}

/** The forecast of a series of which nothing is known but its readings, in order of time. O(readings). */
export const forecastFromReadings = (
  seriesId: string,
  readings: readonly { readonly eventTime: number; readonly value: number }[],
  horizon: number,
  level: number,
): SeriesForecast => {
  const model = new SeriesModel({ capacity: 1, outside: NETWORK_RUNGS, always: 1 });
  for (const { eventTime, value } of readings) {
    if (eventTime <= (model.lastTime(seriesId) ?? Number.NEGATIVE_INFINITY)) continue;
    model.learn(seriesId, eventTime, value, model.predict(seriesId, eventTime));
    model.plan(seriesId);
  }
  const state = model.seriesState(seriesId);
  return state === undefined ? { points: [], rungs: new Map() } : forecast(state, horizon, level, LADDER);
};
