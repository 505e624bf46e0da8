import { choice, decimal, integer, jsonTexts, list, type Setting, text, textOr } from "./setting.ts";

/** Every setting there is. The page `docs/configuration.md` is generated from this. */
export const settings = {
  kafkaBrokers: list(
    "KAFKA_BROKERS",
    "Brokers of your own Kafka, `host:port`. Unset: a local broker is started.",
  ),
  kafkaSaslMechanism: choice(
    "KAFKA_SASL_MECHANISM",
    "plain",
    ["plain", "scram-sha-256", "scram-sha-512"],
    "How to log in, when a user name is set.",
  ),
  kafkaSaslUsername: text("KAFKA_SASL_USERNAME", "User name for Kafka. Unset: no login."),
  kafkaSaslPassword: text("KAFKA_SASL_PASSWORD", "Password for Kafka.", { secret: true }),
  kafkaSslEnabled: choice(
    "KAFKA_SSL_ENABLED",
    "false",
    ["true", "false"],
    "Whether to speak TLS with Kafka.",
  ),
  kafkaSslCa: text("KAFKA_SSL_CA", "File with the certificate authority, PEM."),
  kafkaSslCert: text("KAFKA_SSL_CERT", "File with the client's certificate, PEM."),
  kafkaSslKey: text("KAFKA_SSL_KEY", "File with the client's private key, PEM."),
  clickhouseUrl: text(
    "CLICKHOUSE_URL",
    "URL of your own ClickHouse. Unset: the engine runs inside the process.",
  ),
  clickhouseUser: textOr("CLICKHOUSE_USER", "default", "User of ClickHouse."),
  clickhousePassword: text("CLICKHOUSE_PASSWORD", "Password of ClickHouse.", { secret: true }),
  clickhouseDatabase: textOr(
    "CLICKHOUSE_DATABASE",
    "millrace",
    "Database that holds the tables; made if it is missing.",
  ),
  clickhouseReplicated: choice(
    "CLICKHOUSE_REPLICATED",
    "false",
    ["true", "false"],
    "Whether tables are replicated (needs a cluster with Keeper).",
  ),
  clickhouseTimeoutMs: integer(
    "CLICKHOUSE_TIMEOUT_MS",
    30_000,
    100,
    600_000,
    "Longest wait for an answer of ClickHouse.",
  ),
  httpHost: textOr(
    "MILLRACE_HTTP_HOST",
    "127.0.0.1",
    "Address to listen on. Beyond loopback, keys are required.",
  ),
  httpPort: integer("MILLRACE_HTTP_PORT", 8080, 0, 65_535, "Port of the query API; 0 takes a free one."),
  healthPort: integer(
    "MILLRACE_HEALTH_PORT",
    9100,
    0,
    65_535,
    "Port of health and metrics of a service that runs alone.",
  ),
  apiKeys: text(
    "MILLRACE_API_KEYS",
    "Keys as `name:scope:secret`, separated by commas; scopes `ingest`, `read`, `admin`. Two of one name allow rotation.",
    { secret: true },
  ),
  dataDir: textOr(
    "MILLRACE_DATA_DIR",
    ".millrace",
    "Folder for the local broker's and the embedded engine's data.",
  ),
  logLevel: choice(
    "LOG_LEVEL",
    "info",
    ["debug", "info", "warn", "error", "silent"],
    "Least severity that is logged.",
  ),
  topicPrefix: textOr(
    "MILLRACE_TOPIC_PREFIX",
    "millrace.",
    "What the names of all topics and consumer groups begin with.",
  ),
  partitions: integer("MILLRACE_PARTITIONS", 4, 1, 1_000, "Partitions of a stream's topic when it is made."),
  replicationFactor: integer(
    "MILLRACE_REPLICATION_FACTOR",
    1,
    1,
    15,
    "Copies of each topic when it is made.",
  ),
  topicRetentionHours: integer(
    "MILLRACE_TOPIC_RETENTION_HOURS",
    168,
    1,
    87_600,
    "How long a stream's topic keeps events when it is made.",
  ),
  fieldsClicks: jsonTexts(
    "MILLRACE_FIELDS_CLICKS",
    'Where fields of clicks stand in your own topic, as JSON pointers: `{"itemId": "/product/sku"}`.',
  ),
  fieldsBaskets: jsonTexts("MILLRACE_FIELDS_BASKETS", "The same for baskets."),
  fieldsReviews: jsonTexts("MILLRACE_FIELDS_REVIEWS", "The same for reviews."),
  fieldsReadings: jsonTexts("MILLRACE_FIELDS_READINGS", "The same for readings."),
  fieldsItems: jsonTexts("MILLRACE_FIELDS_ITEMS", "The same for items."),
  futureSkewMs: integer(
    "MILLRACE_FUTURE_SKEW_MS",
    86_400_000,
    0,
    31_536_000_000,
    "How far an event's time may be after its arrival; beyond, it is a dead letter.",
  ),
  dedupeIdsMax: integer(
    "MILLRACE_DEDUPE_IDS_MAX",
    100_000,
    1_000,
    10_000_000,
    "Event ids remembered per partition, within which a repeated event counts once.",
  ),
  publishEveryMs: integer(
    "MILLRACE_PUBLISH_EVERY_MS",
    200,
    10,
    60_000,
    "Longest time between two publications of changed answers under load.",
  ),
  snapshotEveryMs: integer(
    "MILLRACE_SNAPSHOT_EVERY_MS",
    10_000,
    100,
    3_600_000,
    "Longest time between two snapshots of a partition that changes.",
  ),
  snapshotEveryEvents: integer(
    "MILLRACE_SNAPSHOT_EVERY_EVENTS",
    100_000,
    1,
    100_000_000,
    "Most events of a partition between two snapshots.",
  ),
  deadLetterRatioMax: decimal(
    "MILLRACE_DEAD_LETTER_RATIO_MAX",
    0.5,
    0,
    1,
    "Share of unreadable events above which a stream halts; 1 never halts.",
  ),
  deadLetterWindowEvents: integer(
    "MILLRACE_DEAD_LETTER_WINDOW_EVENTS",
    10_000,
    100,
    10_000_000,
    "Events over which that share is taken.",
  ),
  retentionDays: integer(
    "MILLRACE_RETENTION_DAYS",
    0,
    0,
    36_500,
    "Days after which history rows leave ClickHouse; 0 keeps them.",
  ),
  retentionByTable: jsonTexts(
    "MILLRACE_RETENTION_DAYS_BY_TABLE",
    'The same for single tables: `{"readings": "30"}` (baskets, clicks, reviews, readings, dead_letters, scores).',
  ),
  itemsMax: integer(
    "MILLRACE_ITEMS_MAX",
    500_000,
    10,
    50_000_000,
    "Most items known to a model of one partition.",
  ),
  pairsMax: integer(
    "MILLRACE_PAIRS_MAX",
    8_000_000,
    10,
    500_000_000,
    "Most pairs of items counted in one partition.",
  ),
  minCount: integer(
    "MILLRACE_MIN_COUNT",
    5,
    1,
    1_000_000,
    "Least count of an itemset or rule that is ever answered.",
  ),
  usersMax: integer("MILLRACE_USERS_MAX", 1_000_000, 10, 100_000_000, "Most users in memory."),
  reviewsMax: integer(
    "MILLRACE_REVIEWS_MAX",
    200_000,
    10,
    50_000_000,
    "Newest reviews remembered per partition, so that they can be changed or withdrawn.",
  ),
  sessionsMax: integer(
    "MILLRACE_SESSIONS_MAX",
    100_000,
    10,
    10_000_000,
    "Most live sessions in memory of one partition.",
  ),
  sessionIdleMs: integer(
    "MILLRACE_SESSION_IDLE_MS",
    1_800_000,
    1_000,
    604_800_000,
    "Time without a click after which a session has ended.",
  ),
  seriesMax: integer(
    "MILLRACE_SERIES_MAX",
    100_000,
    10,
    10_000_000,
    "Most series in memory of one partition.",
  ),
  lagsMax: integer("MILLRACE_LAGS_MAX", 8, 1, 32, "Lags of the autoregression."),
  factors: integer("MILLRACE_FACTORS", 16, 2, 128, "Length of the vectors of users and items."),
  trainEveryMs: integer(
    "MILLRACE_TRAIN_EVERY_MS",
    60_000,
    1_000,
    604_800_000,
    "Least time between two trainings of one network.",
  ),
  trainEventsMin: integer(
    "MILLRACE_TRAIN_EVENTS_MIN",
    5_000,
    100,
    100_000_000,
    "Events that a network's first training waits for.",
  ),
  trainEventsMax: integer(
    "MILLRACE_TRAIN_EVENTS_MAX",
    200_000,
    1_000,
    100_000_000,
    "Newest events that a training reads.",
  ),
  trainBudgetMs: integer(
    "MILLRACE_TRAIN_BUDGET_MS",
    60_000,
    1_000,
    86_400_000,
    "Longest time that one training may take.",
  ),
  bodyBytesMax: integer(
    "MILLRACE_BODY_BYTES_MAX",
    8_388_608,
    1_024,
    134_217_728,
    "Largest body of a request, bytes.",
  ),
  batchEventsMax: integer("MILLRACE_BATCH_EVENTS_MAX", 10_000, 1, 1_000_000, "Most events in one request."),
  limitMax: integer("MILLRACE_LIMIT_MAX", 1_000, 1, 100_000, "Greatest `limit` of a query."),
  horizonMax: integer("MILLRACE_HORIZON_MAX", 1_000, 1, 100_000, "Greatest `horizon` of a forecast."),
  afterWaitMs: integer(
    "MILLRACE_AFTER_WAIT_MS",
    5_000,
    0,
    60_000,
    "Longest wait for the events that an `after` token names.",
  ),
  ratePerSecond: integer(
    "MILLRACE_RATE_PER_SECOND",
    5_000,
    1,
    1_000_000,
    "Requests a second that one key, or one address without key, may make.",
  ),
  liveListenersMax: integer(
    "MILLRACE_LIVE_LISTENERS_MAX",
    1_000,
    1,
    100_000,
    "Most live streams open at once.",
  ),
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

/**
 * Reads the settings. Names that begin like ours but are not are problems too: a misspelt limit must not be ignored.
 * @throws {ConfigError} naming every problem.
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
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
  problems.push(...contradictions(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
};

/** Whether an address can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);

const contradictions = (config: Config): string[] => {
  const problems: string[] = [];
  if (!isLoopback(config.httpHost) && config.apiKeys === undefined) {
    problems.push(
      `MILLRACE_HTTP_HOST is ${config.httpHost}, which others can reach: set MILLRACE_API_KEYS (name:scope:secret), or listen on 127.0.0.1`,
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
