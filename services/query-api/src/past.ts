import type { HistoryReader } from "@millrace/clickhouse";
import type { ItemRating } from "@millrace/factors";
import type { ProgressBoard } from "./view/progress.ts";

/** Newest ratings of a user that are looked up. */
const RATINGS_MAX = 200;

/** What brings the past back. */
export interface PastPorts {
  readonly history: Pick<HistoryReader, "ratingsOf">;
  readonly board: Pick<ProgressBoard, "partitions">;
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
