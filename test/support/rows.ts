import type { Engine } from "@millrace/clickhouse";
import type { Row } from "@millrace/pipeline";

const plain = (values: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    values,
    // Names of objects in one order, whoever wrote them.
    (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );

/** Rows of a history table under FINAL, as text, by partition and offset; a row that is there twice is named. */
const keptRows = async (engine: Engine, table: string): Promise<ReadonlyMap<string, string>> => {
  const ms = (column: string): string => `toUnixTimestamp64Milli(${column}) AS ${column}`;
  const rows = await engine.query<{ partition: number; offset: number }>(
    `SELECT * REPLACE (${ms("event_time")}, ${ms("appended_at")}) FROM ${table} FINAL`,
    {},
    { maxMs: 60_000 },
  );
  const kept = new Map<string, string>();
  for (const row of rows) {
    const place = `${row.partition}/${row.offset}`;
    kept.set(place, kept.has(place) ? "twice" : plain({ ...row }));
  }
  return kept;
};

/** How a history table differs from what it should hold: missing, foreign, doubled and different rows, a few of each. */
export const rowDifferences = async (
  engine: Engine,
  table: string,
  wanted: readonly Row[],
): Promise<readonly string[]> => {
  const kept = await keptRows(engine, table);
  const differences: string[] = [];
  const places = new Set<string>();
  for (const { values } of wanted) {
    const place = `${values.partition}/${values.offset}`;
    places.add(place);
    const found = kept.get(place);
    if (found !== plain(values))
      differences.push(`${table} ${place}: ${found ?? "missing"}, not ${plain(values)}`);
  }
  for (const place of kept.keys()) if (!places.has(place)) differences.push(`${table} ${place}: not wanted`);
  return differences.slice(0, 20);
};
