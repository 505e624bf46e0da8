import { readdir, readFile } from "node:fs/promises";
import type { Engine } from "./engine.ts";
import { applyRetention, type Retention } from "./retention.ts";

/** The ordered SQL files, the only place where tables are defined. */
export const schemaDirectory = new URL("../../../infra/clickhouse/", import.meta.url);

const FIRST = "001_migrations.sql";

/** How the tables are made. */
export interface MigrationSettings {
  /** Uses the Replicated engines; the server must define their default paths. */
  readonly replicated?: boolean;
  readonly retention?: Retention;
}

/**
 * Brings the schema up to date: each file is applied once, in the order of names, then retention is set. Safe when
 * several processes do it at once, since every statement may run twice. Needs no right to change the schema where
 * nothing has to change.
 * @throws {Trouble}
 */
export const migrate = async (engine: Engine, settings: MigrationSettings = {}): Promise<void> => {
  await engine.prepare();
  const applied = await appliedFiles(engine);
  const files = (await readdir(schemaDirectory)).filter((name) => /^\d{3}_.*\.sql$/.test(name)).sort();
  for (const name of files) {
    if (applied.has(name)) continue;
    const text = await readFile(new URL(name, schemaDirectory), "utf8");
    for (const statement of statementsOf(text)) {
      await engine.command(settings.replicated === true ? replicatedForm(statement) : statement);
    }
    await engine.insert("migrations", [{ name }]);
  }
  await applyRetention(engine, settings.retention);
};

/** The statements of a file without its comments. */
export const statementsOf = (text: string): readonly string[] =>
  text
    .replace(/^--.*$/gm, "")
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");

/** The same table on every replica. */
export const replicatedForm = (statement: string): string =>
  statement.replace(/^ENGINE = (\w*MergeTree)/m, "ENGINE = Replicated$1");

const appliedFiles = async (engine: Engine): Promise<ReadonlySet<string>> => {
  const found = await engine.query(
    "SELECT name FROM system.tables WHERE database = {database:String} AND name = 'migrations'",
    { database: engine.database },
  );
  if (found.length === 0) return new Set();
  const rows = await engine.query<{ name: string }>("SELECT DISTINCT name FROM migrations");
  return new Set([...rows.map((row) => row.name), FIRST]);
};
