import type { Engine, QueryLimits } from "./engine.ts";

/** A refused record as it is kept. */
export interface KeptDeadLetter {
  readonly stream: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
  readonly detail: string;
  /** Base64. */
  readonly key: string | null;
  /** Base64. */
  readonly value: string | null;
  /** JSON object of base64. */
  readonly headers: string;
  /** ms since 1970. */
  readonly appendedAt: number;
}

/** A dead letter's place among all. */
export type DeadLetterPlace = Pick<KeptDeadLetter, "appendedAt" | "topic" | "partition" | "offset">;

/** A review with what was made of its text. */
export interface KeptReview {
  readonly id: string;
  readonly userId: string;
  readonly itemId: string;
  readonly rating: number | null;
  readonly text: string | null;
  readonly deleted: boolean;
  readonly label: string | null;
  /** Probability of positive. */
  readonly score: number | null;
  readonly rung: string | null;
  /** Probability of positive by rung. */
  readonly rungs: Readonly<Record<string, number | null>>;
  readonly partition: number;
  readonly offset: number;
  readonly generation: number;
  /** ms since 1970. */
  readonly eventTime: number;
}

/** A reading beside the forecast that was made for it before it came. */
export interface KeptReading {
  /** ms since 1970. */
  readonly eventTime: number;
  readonly value: number;
  readonly predicted: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly rung: string | null;
  /** Predictions by rung. */
  readonly rungs: Readonly<Record<string, number | null>>;
}

/** A model's recent figures with one snapshot of one partition. */
export interface KeptScores {
  readonly stream: string;
  readonly partition: number;
  readonly model: string;
  readonly metrics: Readonly<Record<string, number | null>>;
  /** ms since 1970. */
  readonly at: number;
}

/** A reading that was strange when it came. */
export interface KeptAlarm {
  /** ms since 1970. */
  readonly eventTime: number;
  readonly value: number;
  readonly predicted: number | null;
  /** 0 to 1. */
  readonly score: number;
  readonly alarm: string;
}

/** Something that a user did with an item. */
export interface KeptDeed {
  readonly itemId: string;
  /** A click's action, `basket`, or `rating`. */
  readonly action: string;
  /** Stars; null for anything but a rating. */
  readonly rating: number | null;
  /** ms since 1970. */
  readonly eventTime: number;
}

const ms = (column: string): string => `toUnixTimestamp64Milli(${column})`;

/** Looks things up in the history. Every query is read-only and bounded in rows and time. */
export class HistoryReader {
  readonly #engine: Engine;
  readonly #limits: QueryLimits;

  constructor(engine: Engine, limits: QueryLimits = { maxMs: 5_000, maxRows: 10_000 }) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /** Newest first, at most `limit`; with `before`, those that come after that one in this order. @throws {Trouble} */
  deadLetters(wanted: {
    readonly stream?: string | undefined;
    readonly limit: number;
    readonly before?: DeadLetterPlace | undefined;
  }): Promise<readonly KeptDeadLetter[]> {
    const { stream, limit, before } = wanted;
    const conditions = ["1"];
    if (stream !== undefined) conditions.push("stream = {stream:String}");
    if (before !== undefined) {
      conditions.push(
        `(${ms("appended_at")}, topic, partition, offset) <
         ({appendedAt:Int64}, {topic:String}, {partition:UInt16}, {offset:UInt64})`,
      );
    }
    const { appendedAt = 0, topic = "", partition = 0, offset = 0 } = before ?? {};
    return this.#engine.query<KeptDeadLetter>(
      `SELECT stream, topic, partition, offset, reason, detail, key, value, headers, ${ms("appended_at")} AS appendedAt
       FROM dead_letters FINAL WHERE ${conditions.join(" AND ")}
       ORDER BY appendedAt DESC, topic DESC, partition DESC, offset DESC LIMIT {limit:UInt32}`,
      { limit, stream: stream ?? "", appendedAt, topic, partition, offset },
      this.#limits,
    );
  }

  /** The greatest offset of a stream's dead letters by partition. @throws {Trouble} */
  async lastDeadLetters(stream: string): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#engine.query<{ partition: number; last: number }>(
      "SELECT partition, max(offset) AS last FROM dead_letters WHERE stream = {stream:String} GROUP BY partition",
      { stream },
      this.#limits,
    );
    return new Map(rows.map(({ partition, last }) => [partition, last]));
  }

  /** The newest review with this id. @throws {Trouble} */
  async reviewById(id: string): Promise<KeptReview | undefined> {
    const rows = await this.#engine.query<KeptReview>(
      `SELECT id, user_id AS userId, item_id AS itemId, rating, text, deleted, label, score, rung, rungs,
       partition, offset, generation, ${ms("event_time")} AS eventTime
       FROM reviews WHERE id = {id:String} ORDER BY generation DESC, appended_at DESC, offset DESC LIMIT 1`,
      { id },
      this.#limits,
    );
    return rows[0];
  }

  /**
   * The newest `limit` things that a user did, oldest first: clicks, purchases, and the ratings that stand. @throws {Trouble}
   */
  deedsOf(userId: string, limit: number): Promise<readonly KeptDeed[]> {
    return this.#engine
      .query<KeptDeed>(
        `SELECT itemId, action, rating, eventTime FROM (
         SELECT item_id AS itemId, toString(action) AS action, CAST(NULL AS Nullable(Float64)) AS rating,
           ${ms("event_time")} AS eventTime
         FROM clicks FINAL WHERE user_id = {userId:String} AND action != 'exit'
         UNION ALL
         SELECT arrayJoin(items) AS itemId, 'basket' AS action, CAST(NULL AS Nullable(Float64)) AS rating,
           ${ms("event_time")} AS eventTime
         FROM baskets FINAL WHERE user_id = {userId:String}
         UNION ALL
         SELECT item_id AS itemId, 'rating' AS action, argMax(rating, (event_time, offset)) AS rating,
           max(${ms("event_time")}) AS eventTime
         FROM reviews FINAL WHERE user_id = {userId:String}
         GROUP BY item_id HAVING rating IS NOT NULL AND NOT argMax(deleted, (event_time, offset))
       ) ORDER BY eventTime DESC, itemId LIMIT {limit:UInt32}`,
        { userId, limit },
        this.#limits,
      )
      .then((deeds) => [...deeds].reverse());
  }

  /** Readings of a series with `from <= eventTime < to` (ms since 1970), newest `limit`, oldest first. @throws {Trouble} */
  seriesHistory(seriesId: string, from: number, to: number, limit: number): Promise<readonly KeptReading[]> {
    return this.#engine.query<KeptReading>(
      `SELECT * FROM (
         SELECT ${ms("event_time")} AS eventTime, value, predicted, lower, upper, rung, rungs
         FROM readings FINAL WHERE series_id = {seriesId:String}
         AND event_time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
         AND event_time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
         ORDER BY event_time DESC LIMIT {limit:UInt32}
       ) ORDER BY eventTime`,
      { seriesId, from, to, limit },
      this.#limits,
    );
  }

  /**
   * The scoreboard's recent figures from the first to the last snapshot, of one stream or all, oldest first: in each of
   * `steps` equal spans of time the last word of each model and partition. @throws {Trouble}
   */
  scoresHistory(stream: string | undefined, steps: number): Promise<readonly KeptScores[]> {
    const wanted = "({stream:String} = '' OR stream = {stream:String})";
    return this.#engine.query<KeptScores>(
      `WITH (SELECT min(${ms("appended_at")}) FROM scores WHERE ${wanted}) AS first,
            (SELECT max(${ms("appended_at")}) FROM scores WHERE ${wanted}) AS last
       SELECT stream, partition, model, argMax(metrics, appended_at) AS metrics, max(${ms("appended_at")}) AS at
       FROM scores WHERE ${wanted}
       GROUP BY stream, partition, model,
         intDiv((${ms("appended_at")} - first) * {steps:UInt32}, last - first + 1)
       ORDER BY at LIMIT {limit:UInt32}`,
      { stream: stream ?? "", steps, limit: this.#limits.maxRows ?? 10_000 },
      this.#limits,
    );
  }

  /** Strange readings of a series with `from <= eventTime <= to` (ms since 1970) and at least that score, newest `limit`, oldest first. @throws {Trouble} */
  seriesAlarms(
    seriesId: string,
    from: number,
    to: number,
    limit: number,
    minScore = 0,
  ): Promise<readonly KeptAlarm[]> {
    return this.#engine.query<KeptAlarm>(
      `SELECT * FROM (
         SELECT ${ms("event_time")} AS eventTime, value, predicted, score, alarm
         FROM readings FINAL WHERE series_id = {seriesId:String} AND alarm != '' AND score >= {minScore:Float64}
         AND event_time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
         AND event_time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
         ORDER BY event_time DESC LIMIT {limit:UInt32}
       ) ORDER BY eventTime`,
      { seriesId, from, to, limit, minScore },
      this.#limits,
    );
  }
}
