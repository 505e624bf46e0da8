import { readFileSync } from "node:fs";
import { historyTables } from "@millrace/clickhouse";
import { decodeMapping, type FieldMapping, type StreamName } from "@millrace/events";
import type { Config } from "@millrace/service";

const mappingsGiven = (config: Config) =>
  ({
    clicks: config.fieldsClicks,
    baskets: config.fieldsBaskets,
    reviews: config.fieldsReviews,
    readings: config.fieldsReadings,
    items: config.fieldsItems,
  }) as const satisfies Record<StreamName, unknown>;

/** Where each stream's fields stand, as configured, and what is wrong with it. */
export const mappings = (
  config: Config,
): { readonly byStream: ReadonlyMap<string, FieldMapping>; readonly problems: readonly string[] } => {
  const byStream = new Map<string, FieldMapping>();
  const problems: string[] = [];
  const given = mappingsGiven(config);
  for (const stream of ["clicks", "baskets", "reviews", "readings", "items"] as const) {
    const fields = given[stream];
    if (fields === undefined) continue;
    const decoded = decodeMapping(stream, fields);
    if (decoded.ok) byStream.set(stream, decoded.mapping);
    else problems.push(...decoded.problems.map((p) => `MILLRACE_FIELDS_${stream.toUpperCase()}: ${p}`));
  }
  return { byStream, problems };
};

const retentionProblems = (config: Config): readonly string[] =>
  Object.entries(config.retentionByTable ?? {})
    .filter(([table, days]) => !historyTables.some((t) => t === table) || !/^\d{1,5}$/.test(days))
    .map(
      ([table, days]) =>
        `MILLRACE_RETENTION_DAYS_BY_TABLE: "${table}": "${days}" is not a table with a number of days`,
    );

const fileProblems = (config: Config): readonly string[] => {
  const files = {
    KAFKA_SSL_CA: config.kafkaSslCa,
    KAFKA_SSL_CERT: config.kafkaSslCert,
    KAFKA_SSL_KEY: config.kafkaSslKey,
  };
  return Object.entries(files).flatMap(([name, file]) => {
    if (file === undefined) return [];
    try {
      readFileSync(file);
      return [];
    } catch (cause) {
      return [
        `${name} names ${file}, which cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      ];
    }
  });
};

/** What is wrong with settings that only the libraries behind them can judge; for `readConfig`, which tells all at once. */
export const settingsProblems = (config: Config): readonly string[] => [
  ...mappings(config).problems,
  ...retentionProblems(config),
  ...fileProblems(config),
];
