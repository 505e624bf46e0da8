import { parseApiKeys } from "./api-keys.ts";
import { basketLimits } from "./basket-limits.ts";
import { httpLimits } from "./http-limits.ts";
import { limits } from "./limits.ts";
import type { Setting } from "./setting.ts";
import { surroundings } from "./surroundings.ts";
import { textLimits } from "./text-limits.ts";

/** Every setting there is. The page `docs/configuration.md` is generated from this. */
export const settings = {
  ...surroundings,
  ...limits,
  ...httpLimits,
  ...basketLimits,
  ...textLimits,
} as const;

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** All settings with their values. */
export type Config = { readonly [K in keyof typeof settings]: ValueOf<(typeof settings)[K]> };

/** Settings that cannot be used, all at once. */
export class ConfigError extends Error {
  readonly code = "config";
  readonly retryable = false;
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}:\n${problems.map((p) => `  ${p}`).join("\n")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const known = new Set<string>(Object.values(settings).map((s) => s.env));

/** What else is wrong with settings that can be read, as sentences that begin with a setting's name. */
export type ConfigCheck = (config: Config) => readonly string[];

/**
 * Reads the settings. Names that begin like ours but are not are problems too: a misspelt limit must not be ignored.
 * @param check what only others can judge, told together with everything else.
 * @throws {ConfigError} naming every problem.
 */
export const readConfig = (
  env: Readonly<Record<string, string | undefined>>,
  check: ConfigCheck = () => [],
): Config => {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const raw = env[setting.env];
    const read = raw === undefined ? { ok: true as const, value: setting.fallback } : setting.read(raw);
    // What cannot be read stands in with its default, so that what else is wrong is told too.
    values[name] = read.ok ? read.value : setting.fallback;
    if (!read.ok)
      problems.push(setting.secret ? `${setting.env} cannot be read` : `${setting.env} ${read.problem}`);
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith("MILLRACE_") && !known.has(name))
      problems.push(`${name} is not a setting of Millrace`);
  }
  const config = values as Config;
  problems.push(...contradictions(config), ...check(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
};

/** Whether an address can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Lags that any number of series may have, and series that may have more. */
const LAGS_OF_MANY = 32;
const SERIES_OF_LONG = 100;

const contradictions = (config: Config): string[] => {
  const problems: string[] = [];
  if (!isLoopback(config.httpHost) && config.apiKeys === undefined) {
    problems.push(
      `MILLRACE_HTTP_HOST is ${config.httpHost}, which others can reach: set MILLRACE_API_KEYS (name:scope:secret), or listen on 127.0.0.1`,
    );
  }
  if (config.apiKeys !== undefined) problems.push(...parseApiKeys(config.apiKeys).problems);
  if (config.kafkaSslEnabled === "false") {
    const unused = Object.entries({
      KAFKA_SSL_CA: config.kafkaSslCa,
      KAFKA_SSL_CERT: config.kafkaSslCert,
      KAFKA_SSL_KEY: config.kafkaSslKey,
    }).flatMap(([name, file]) => (file === undefined ? [] : [name]));
    if (unused.length > 0)
      problems.push(
        `${unused.join(" and ")} would not be used: set KAFKA_SSL_ENABLED to true, or leave it out`,
      );
  }
  if (config.lagsMax > LAGS_OF_MANY && config.seriesMax > SERIES_OF_LONG) {
    problems.push(
      `MILLRACE_LAGS_MAX is ${config.lagsMax}: more than ${LAGS_OF_MANY} need MILLRACE_SERIES_MAX to be at most ${SERIES_OF_LONG}, but it is ${config.seriesMax}`,
    );
  }
  if (config.lagsMax >= config.seriesValues) {
    problems.push(
      `MILLRACE_LAGS_MAX is ${config.lagsMax}, but MILLRACE_SERIES_VALUES keeps only ${config.seriesValues} values`,
    );
  }
  if (config.kafkaSaslUsername !== undefined && config.kafkaSaslPassword === undefined) {
    problems.push("KAFKA_SASL_USERNAME is set, but KAFKA_SASL_PASSWORD is not");
  }
  if ((config.kafkaSslCert === undefined) !== (config.kafkaSslKey === undefined)) {
    problems.push("KAFKA_SSL_CERT and KAFKA_SSL_KEY belong together: set both or none");
  }
  return problems;
};

/** The page of all settings, Markdown. */
export const configurationPage = (): string => {
  const rows = Object.values(settings).map(
    (s) =>
      `| \`${s.env}\` | ${s.shownDefault === "" ? "" : `\`${s.shownDefault}\``} | ${s.allowed} | ${s.doc}${s.secret ? " Never logged." : ""} |`,
  );
  return [
    "# Configuration",
    "",
    "Every setting is read from the environment. This page is generated: `npm run docs`.",
    "",
    "| name | default | allowed | what it does |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
};
