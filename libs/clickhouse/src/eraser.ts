import type { Eraser, Forget } from "@millrace/pipeline";
import type { Engine, Parameters } from "./engine.ts";

/** Condition of a person's rows in the table of a stream; the table has the stream's name. */
const conditions: Readonly<Record<string, string>> = {
  baskets: "user_id = {userId:String}",
  reviews: "user_id = {userId:String}",
  clicks: "(user_id = {userId:String} OR session_id IN {sessionIds:Array(String)})",
};

/** Refused bytes may be about the person too: by their key, or by the field that our own events have. */
export const aboutInLetters = `(tryBase64Decode(ifNull(key, '')) = {userId:String}
  OR JSONExtractString(tryBase64Decode(ifNull(value, '')), 'userId') = {userId:String})`;

/**
 * Removes a person's rows. They are masked at once and leave the disk with the next merge of their part. Rows that came
 * after the request stay, so that a replay takes nothing from somebody who came back.
 */
export class ClickHouseEraser implements Eraser {
  readonly #engine: Pick<Engine, "query" | "command">;

  constructor(engine: Pick<Engine, "query" | "command">) {
    this.#engine = engine;
  }

  /** @throws {Trouble} */
  async erase(stream: string, partition: number, upTo: number, whom: Forget): Promise<void> {
    const values = { partition, upTo, userId: whom.userId, sessionIds: whom.sessionIds, stream };
    const place = "partition = {partition:UInt16} AND offset <= {upTo:UInt64}";
    const own = conditions[stream];
    if (own !== undefined) await this.#erase(stream, `${place} AND ${own}`, values);
    await this.#erase("dead_letters", `stream = {stream:String} AND ${place} AND ${aboutInLetters}`, values);
  }

  /** A deletion visits every part of the table: only where there is something to delete. */
  async #erase(table: string, condition: string, values: Parameters): Promise<void> {
    const rows = await this.#engine.query(`SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`, values);
    if (rows.length > 0) await this.#engine.command(`DELETE FROM ${table} WHERE ${condition}`, values);
  }
}
