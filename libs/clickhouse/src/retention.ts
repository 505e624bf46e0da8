import type { Engine } from "./engine.ts";
import { type HistoryTable, historyTables } from "./tables.ts";

/** Days for which events are kept after their append to the log, by table; 0 keeps them for ever. Default 90. */
export type Retention = Readonly<Partial<Record<HistoryTable, number>>>;

const DAYS_DEFAULT = 90;
const DAYS_MAX = 36_500;

/** Makes the tables keep their rows for as long as `retention` says; touches only those that differ. @throws {Trouble} */
export const applyRetention = async (engine: Engine, retention: Retention = {}): Promise<void> => {
  const found = await engine.query<{ name: string; engine_full: string }>(
    "SELECT name, engine_full FROM system.tables WHERE database = {database:String}",
    { database: engine.database },
  );
  const inForce = new Map(found.map((row) => [row.name, daysIn(row.engine_full)]));
  for (const table of historyTables) {
    const days = retention[table] ?? DAYS_DEFAULT;
    if (!Number.isInteger(days) || days < 0 || days > DAYS_MAX) {
      throw new Error(`retention of ${table} is not a number of days from 0 to ${DAYS_MAX}: ${days}`);
    }
    if (inForce.get(table) === days) continue;
    const ttl = days === 0 ? "REMOVE TTL" : `MODIFY TTL toDateTime(appended_at) + toIntervalDay(${days})`;
    await engine.command(`ALTER TABLE ${table} ${ttl}`);
  }
};

const daysIn = (engineFull: string): number =>
  Number(/\bTTL .*toIntervalDay\((\d+)\)/.exec(engineFull)?.[1] ?? 0);
