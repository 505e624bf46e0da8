import { choice, integer, jsonTexts, list, text, textOr } from "./setting.ts";

/** Settings that say where things are: brokers, engine, address, keys, topics. */
export const surroundings = {
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
  recommenderPartitions: integer(
    "MILLRACE_RECOMMENDER_PARTITIONS",
    1,
    1,
    64,
    "Partitions of the recommender's log; with more than one, users are divided among them and they tell each other of the items.",
  ),
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
} as const;
