import type { HistoryReader } from "@millrace/clickhouse";
import type { ItemRating } from "@millrace/factors";
import { decodeSeriesAnswer, readingTopology, type SeriesAnswer } from "@millrace/service-readings";
import type { ProgressBoard } from "./view/progress.ts";

/** Newest readings of which a series' models are made anew: a few milliseconds of work. */
const READINGS_MAX = 256;
/** Newest ratings of a user that are looked up. */
const RATINGS_MAX = 200;
const LATEST_MS = Date.UTC(2200, 0, 1);

/** What brings the past back. */
export interface PastPorts {
  readonly history: Pick<HistoryReader, "seriesHistory" | "ratingsOf">;
  readonly board: Pick<ProgressBoard, "partitions">;
  /** Lags of the autoregression, as the readings' service has them. */
  readonly lags: number;
}

/**
 * What left the models because a bound was reached, made anew from the history for one answer. Nothing is asked of the
 * store as long as nothing has left: an id that is not known then was never there.
 */
export class Past {
  readonly #ports: PastPorts;

  constructor(ports: PastPorts) {
    this.#ports = ports;
  }

  /** A series' state as its last readings make it, without a network; undefined where there are none. @throws {Trouble} */
  async series(seriesId: string): Promise<SeriesAnswer | undefined> {
    if (!this.#hasLost("readings", "series")) return undefined;
    const { history, lags } = this.#ports;
    const readings = await history.seriesHistory(seriesId, 0, LATEST_MS, READINGS_MAX);
    if (readings.length === 0) return undefined;
    const never = (): never => {
      throw new Error("readings come from the history, not as bytes");
    };
    const models = readingTopology({ decode: never, decodeJson: never }, { seriesMax: 10, lags }).open(0);
    const nowhere = { row: () => undefined, forward: () => undefined };
    for (const [offset, { eventTime: time, value }] of readings.entries())
      models.absorb({ seriesId, time, value }, { partition: 0, offset, appendedAt: time }, nowhere);
    for (const { entity, value } of models.drain())
      if (entity === `series/${seriesId}` && value !== null) return decodeSeriesAnswer(value);
    return undefined;
  }

  /** What a user rated, oldest first, each item's last rating; none where the user was never known. @throws {Trouble} */
  async ratings(userId: string): Promise<readonly ItemRating[]> {
    return this.#hasLost("ratings", "factors") ? this.#ports.history.ratingsOf(userId, RATINGS_MAX) : [];
  }

  #hasLost(stream: string, model: string): boolean {
    for (const { status } of this.#ports.board.partitions(stream).values())
      if ((status.sizes[model]?.evictions ?? 0) > 0) return true;
    return false;
  }
}
