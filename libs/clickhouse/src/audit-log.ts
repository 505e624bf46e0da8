import { sha256 } from "./chunk-table.ts";
import type { Engine } from "./engine.ts";

/** One thing that an administrator had done. */
export interface AuditEntry {
  /** ms since 1970. */
  readonly at: number;
  readonly action: string;
  /** SHA-256 of the user's id, hexadecimal: proves what was done about an id to whoever knows it, and names nobody. */
  readonly subject: string;
  /** Name of the key; empty where there are none. */
  readonly askedBy: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, number>>;
}

/** What administrators had done, in the order of time. Nothing is ever changed in it. */
export class AuditLog {
  readonly #engine: Pick<Engine, "query" | "insert">;

  constructor(engine: Pick<Engine, "query" | "insert">) {
    this.#engine = engine;
  }

  /** Subject of an id. */
  static subjectOf(userId: string): string {
    return sha256(userId);
  }

  /** Writes an entry; resolves when it is stored. @throws {Trouble} */
  async write({ at, action, subject, askedBy, requestId, details }: AuditEntry): Promise<void> {
    await this.#engine.insert("audit", [
      { at, action, subject, asked_by: askedBy, request_id: requestId, details: JSON.stringify(details) },
    ]);
  }

  /** The newest entries first. @throws {Trouble} */
  async list(limit: number): Promise<readonly AuditEntry[]> {
    const rows = await this.#engine.query<Omit<AuditEntry, "details"> & { readonly details: string }>(
      `SELECT toUnixTimestamp64Milli(a.at) AS at, action, subject, asked_by AS askedBy, request_id AS requestId, details
       FROM audit AS a ORDER BY a.at DESC, action DESC LIMIT {limit:UInt32}`,
      { limit },
    );
    return rows.map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, number> }));
  }
}
