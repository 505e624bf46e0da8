import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { replicatedForm, schemaDirectory, statementsOf } from "./migrate.ts";
import { historyTables, tables } from "./tables.ts";

const statements = readdirSync(schemaDirectory)
  .filter((name) => name.endsWith(".sql"))
  .sort()
  .flatMap((name) => statementsOf(readFileSync(new URL(name, schemaDirectory), "utf8")));

const tableOf = (statement: string): string =>
  /^CREATE TABLE IF NOT EXISTS (\w+)$/m.exec(statement)?.[1] ?? "";

const made = statements.filter((statement) => statement.startsWith("CREATE"));
const changed = statements.filter((statement) => !statement.startsWith("CREATE"));

describe("schema files", () => {
  it("make exactly the known tables, each statement safe to run twice", () => {
    expect(made.map(tableOf).sort()).toEqual([...tables].sort());
  });

  it("change a table only by adding columns to it, each statement safe to run twice", () => {
    for (const statement of changed) {
      const [first = "", ...columns] = statement.split("\n").map((line) => line.trim());
      expect(tables.map((table) => `ALTER TABLE ${table}`)).toContain(first);
      for (const column of columns) expect(column).toMatch(/^ADD COLUMN IF NOT EXISTS \w+ /);
    }
  });

  it("make only tables in which a row written again replaces itself", () => {
    for (const statement of made) {
      expect(statement).toMatch(/^ENGINE = ReplacingMergeTree/m);
      expect(replicatedForm(statement)).toMatch(/^ENGINE = ReplicatedReplacingMergeTree/m);
    }
  });

  it("give history an append time, by which it is kept and partitioned", () => {
    for (const table of historyTables) {
      const statement = made.find((each) => tableOf(each) === table);
      expect(statement).toContain("appended_at ");
      expect(statement).toContain("PARTITION BY toYYYYMM(appended_at)");
      expect(statement).toContain("ReplacingMergeTree(row_version)");
    }
  });
});
