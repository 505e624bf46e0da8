import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  ClickHouseEraser,
  ClickHouseRowSink,
  ClickHouseSnapshotStore,
  type Engine,
  historyTables,
  migrate,
  openEngine,
  type Retention,
  rowSinkDefaults,
} from "@millrace/clickhouse";
import {
  answersPartitions,
  connect,
  ensureTopics,
  KafkaAnswerPublisher,
  type KafkaConnection,
  KafkaDeadLetterQueue,
  KafkaForwarder,
  readTopic,
} from "@millrace/kafka";
import { type Digest, type Journal, type PartitionPorts, retry } from "@millrace/pipeline";
import { type Config, type Metrics, type Scope, systemClock } from "@millrace/service";
import { deadLettersInBoth } from "./dead-letters.ts";
import { kafkaSecurity } from "./kafka-settings.ts";
import { PartitionBoard } from "./partition-board.ts";
import { WeightsFeed } from "./weights-feed.ts";

/** The real parts, open and ready, as every service gets them. */
export interface World {
  readonly config: Config;
  readonly journal: Journal;
  readonly metrics: Metrics;
  readonly kafka: KafkaConnection;
  readonly engine: Engine;
  readonly store: ClickHouseSnapshotStore;
  readonly ports: PartitionPorts;
  readonly weights: WeightsFeed;
  readonly partitions: PartitionBoard;
}

/** Names content. */
export const sha256: Digest = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** Opens a connection to Kafka as configured. */
export const openKafka = (config: Config, brokers: readonly string[], journal: Journal): KafkaConnection =>
  connect({
    brokers,
    ...kafkaSecurity(config),
    clientId: "millrace",
    prefix: config.topicPrefix,
    journal,
    clock: systemClock,
  });

const START_RETRY = { baseMs: 500, capMs: 5_000 };

/**
 * Makes the topics that are missing and names what is unsafe about the others. Goes on trying while the broker is away:
 * a process that ended instead would only be started again. @throws {Trouble} where that cannot help
 */
export const prepareTopics = (config: Config, kafka: KafkaConnection): Promise<unknown> =>
  retry(
    () =>
      ensureTopics(kafka, {
        partitions: config.partitions,
        recommenderPartitions: config.recommenderPartitions,
        replicationFactor: config.replicationFactor,
        retentionMs: config.topicRetentionHours * 3_600_000,
      }),
    START_RETRY,
    systemClock,
    async () => undefined,
    (error, tries) =>
      kafka.journal.warn("broker_away", {
        tries,
        error: error instanceof Error ? error.message : String(error),
      }),
  );

/**
 * Opens Kafka, ClickHouse and what stands between them and the pipeline, in order; `scope` closes them.
 * @param lent the engine to use, where another process has it.
 * @throws {Trouble}
 */
export const openWorld = async (
  config: Config,
  brokers: readonly string[],
  journal: Journal,
  metrics: Metrics,
  scope: Scope,
  lent?: Engine,
): Promise<World> => {
  const kafka = await scope.start(
    "kafka",
    async () => openKafka(config, brokers, journal),
    (open) => open.close(),
  );
  await prepareTopics(config, kafka);
  const engine = await scope.start(
    "clickhouse",
    async () => lent ?? (await openStore(config)),
    (open) => open.close(),
  );
  const rows = new ClickHouseRowSink(engine, systemClock, rowSinkDefaults, {
    inserted: (table, count, seconds) => {
      metrics.count("clickhouse_rows_total", { table }, count);
      metrics.observe("clickhouse_insert_seconds", { table }, seconds);
    },
    retrying: (table, error, tries) => {
      metrics.count("clickhouse_insert_retries_total", { table });
      journal.warn("insert_retrying", { table, tries, error: String(error) });
    },
    refused: (table, count) => metrics.count("clickhouse_rows_refused_total", { table }, count),
  });
  const weights = new WeightsFeed(journal);
  await scope.start(
    "weights",
    () =>
      readTopic(kafka, {
        topic: kafka.name("models"),
        from: "beginning",
        onBatch: ({ records }) => {
          for (const { key, value } of records) weights.take(Buffer.from(key ?? []).toString("utf8"), value);
        },
        onFailed: (error) => journal.error("models_unreadable", { error: String(error) }),
      }),
    (reading) => reading.stop(),
  );
  const store = new ClickHouseSnapshotStore(engine);
  const ports: PartitionPorts = {
    store: {
      list: (...what) => store.list(...what),
      load: (manifest) => store.load(manifest),
      save: async (head, chunks) => {
        const began = systemClock.now();
        const manifest = await store.save(head, chunks);
        metrics.observe("snapshot_seconds", { stream: head.stream }, (systemClock.now() - began) / 1000);
        return manifest;
      },
    },
    rows,
    answers: new KafkaAnswerPublisher(kafka, answersPartitions),
    deadLetters: deadLettersInBoth(new KafkaDeadLetterQueue(kafka), rows),
    forwarder: new KafkaForwarder(kafka),
    eraser: new ClickHouseEraser(engine),
    weights,
    journal,
    clock: systemClock,
    digest: sha256,
  };
  return { config, journal, metrics, kafka, engine, store, ports, weights, partitions: new PartitionBoard() };
};

const openStore = async (config: Config): Promise<Engine> => {
  const engine = await openEngine({
    url: config.clickhouseUrl,
    user: config.clickhouseUser,
    password: config.clickhousePassword,
    database: config.clickhouseDatabase,
    dataDir: join(config.dataDir, "clickhouse"),
    requestTimeoutMs: config.clickhouseTimeoutMs,
  });
  await migrate(engine, {
    replicated: config.clickhouseReplicated === "true",
    retention: retentionOf(config),
  });
  return engine;
};

/** Days that each table keeps its rows. */
const retentionOf = (config: Config): Retention => {
  const own = config.retentionByTable ?? {};
  return Object.fromEntries(
    historyTables.map((table) => [table, Number(own[table] ?? config.retentionDays)]),
  );
};
