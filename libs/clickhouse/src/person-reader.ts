import type { Engine } from "./engine.ts";
import { aboutInLetters } from "./eraser.ts";

/** How many rows are kept about a person, by table. */
export type KeptAbout = Readonly<Record<"baskets" | "clicks" | "reviews" | "deadLetters", number>>;

/** Sessions of one person that are looked up at most. */
const SESSIONS_MAX = 100_000;

/** What the store knows about one person: for answering a wish to be forgotten. */
export class PersonReader {
  readonly #engine: Pick<Engine, "query">;

  constructor(engine: Pick<Engine, "query">) {
    this.#engine = engine;
  }

  /** Sessions in which the person was named. @throws {Trouble} */
  async sessionsOf(userId: string): Promise<readonly string[]> {
    const rows = await this.#engine.query<{ sessionId: string }>(
      `SELECT DISTINCT session_id AS sessionId FROM clicks WHERE user_id = {userId:String}
       ORDER BY sessionId LIMIT ${SESSIONS_MAX}`,
      { userId },
    );
    return rows.map(({ sessionId }) => sessionId);
  }

  /** Rows about the person, with those of the sessions. @throws {Trouble} */
  async kept(userId: string, sessionIds: readonly string[]): Promise<KeptAbout> {
    const count = (table: string, condition: string): string =>
      `(SELECT count() FROM ${table} WHERE ${condition})`;
    const own = "user_id = {userId:String}";
    const rows = await this.#engine.query<KeptAbout>(
      `SELECT ${count("baskets FINAL", own)} AS baskets,
       ${count("clicks FINAL", `${own} OR session_id IN {sessionIds:Array(String)}`)} AS clicks,
       ${count("reviews FINAL", own)} AS reviews,
       ${count("dead_letters FINAL", aboutInLetters)} AS deadLetters`,
      { userId, sessionIds },
    );
    return rows[0] ?? { baskets: 0, clicks: 0, reviews: 0, deadLetters: 0 };
  }
}
