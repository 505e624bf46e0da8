import { SeriesNet } from "@millrace/neural";
import { forecast, type SeriesForecast } from "@millrace/sequences";
import { decodeSeriesAnswer, LADDER, type SeriesAnswer } from "@millrace/service-readings";
import type { NetworkShelf } from "./networks.ts";
import type { StreamView } from "./stream-view.ts";

/** Every series' newest state, kept as it came and read when it is asked for. */
export class ReadingsView implements StreamView {
  readonly #shelf: NetworkShelf;
  readonly #parts = new Map<number, Map<string, Uint8Array>>();

  constructor(shelf: NetworkShelf) {
    this.#shelf = shelf;
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const part = this.#parts.get(partition) ?? new Map<string, Uint8Array>();
    this.#parts.set(partition, part);
    const seriesId = entity.slice("series/".length);
    if (value === null) part.delete(seriesId);
    else part.set(seriesId, value);
  }

  progressed(): void {}

  reset(partition: number): void {
    this.#parts.delete(partition);
  }

  /** A series' newest state. */
  find(seriesId: string): SeriesAnswer | undefined {
    for (const part of this.#parts.values()) {
      const found = part.get(seriesId);
      if (found !== undefined) return decodeSeriesAnswer(found);
    }
    return undefined;
  }

  /** Series known, by id, from `offset` on. O(series log series). */
  list(offset: number, limit: number): readonly SeriesAnswer[] {
    const all = [...this.#parts.values()].flatMap((part) => [...part]);
    all.sort(([a], [b]) => (a < b ? -1 : 1));
    return all.slice(offset, offset + limit).map(([, value]) => decodeSeriesAnswer(value));
  }

  /** The forecast by whichever rung does best on the series at each horizon, and what every rung says. */
  forecast(series: SeriesAnswer, horizon: number, level: number): SeriesForecast {
    return forecast(series.state, horizon, level, LADDER, [this.#byNetwork(series, horizon)]);
  }

  #byNetwork({ carried }: SeriesAnswer, horizon: number): ArrayLike<number> | undefined {
    const net = carried.weights === "" ? undefined : this.#shelf.network("series", carried.weights);
    return net instanceof SeriesNet
      ? net.forecast(carried.hidden, 0, carried.running, 0, horizon)
      : undefined;
  }
}
