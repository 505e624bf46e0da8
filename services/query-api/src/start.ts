import { AuditLog, HistoryReader, PersonReader } from "@millrace/clickhouse";
import { KafkaEventProducer } from "@millrace/kafka";
import { type DeadLetterQueue, type Journal, retry } from "@millrace/pipeline";
import { decoderOptions, type PartitionBoard, type World } from "@millrace/runtime";
import { ConfigError, type MetricValues, type Scope, systemClock } from "@millrace/service";
import { DeadLetters } from "./dead-letters.ts";
import { EventDoor } from "./door.ts";
import { Forgetting } from "./forgetting.ts";
import { HistoryWriter } from "./history.ts";
import { readYourWrites } from "./http/after.ts";
import { openApp } from "./http/app.ts";
import { Keys } from "./http/keys.ts";
import { LiveFeed } from "./live.ts";
import { liveSources } from "./live-sources.ts";
import { LogEnds } from "./log-ends.ts";
import { readinessOf } from "./readiness.ts";
import { routes } from "./routes/routes.ts";
import { followAnswers, followItems } from "./view/feeds.ts";
import { ItemIntake } from "./view/item-intake.ts";
import { reportBatch, reportProgress, reportReader } from "./view/report.ts";
import { View } from "./view/view.ts";

/** Topics whose partitions must be live, by the name of the stream that is made of them. */
const topics = {
  clicks: "clicks",
  baskets: "baskets",
  reviews: "reviews",
  readings: "readings",
  ratings: "interactions",
};

/** The process that runs the streams of this installation, where there is just one. */
export interface Beside {
  /** Its partitions. */
  readonly partitions: PartitionBoard;
  /** What it measured. */
  metrics(): Promise<readonly MetricValues[]>;
}

/**
 * Starts the query API; returns its address.
 * @param beside the process that runs the streams, where this one belongs to it.
 * @throws {ConfigError}
 */
export const start = async (world: World, scope: Scope, beside?: Beside): Promise<string> => {
  const { config, journal, metrics, kafka } = world;
  const keys = readKeys(config.apiKeys);
  const view = new View(config, systemClock.now);
  const ends = new LogEnds(
    new Map(Object.entries(topics).map(([stream, topic]) => [stream, kafka.name(topic)])),
  );
  const feed = new LiveFeed(liveSources(view));
  const history = new HistoryWriter(world.ports.rows, (error) =>
    journal.error("history_not_written", { error: String(error) }),
  );
  let caughtUp = false;
  view.onBatch((stream, partition, progress, changed) => {
    // What was published before this process read it says nothing about how long events take, and was written down then.
    if (caughtUp) reportBatch(metrics, stream, progress, systemClock.now());
    if (caughtUp) history.progressed(stream, partition, progress);
    feed.changed(stream, changed);
  });
  world.weights.onWeights(({ kind, version, bytes }) => {
    view.networks.add(kind, version, bytes);
    // Vectors of words are learned without the tensor library.
    const backend = kind === "words" ? undefined : view.networks.card(kind, version)?.backend;
    if (backend !== undefined) metrics.set("tensor_backend_info", { backend }, 1);
  });

  const failed = (error: unknown): void => journal.error("answers_unreadable", { error: String(error) });
  const answers = await scope.start(
    "answers",
    () => followAnswers(world, view, failed),
    (reading) => reading.stop(),
  );
  void answers.caughtUp.then(() => {
    caughtUp = true;
  });
  const optionsOf = decoderOptions(config);
  const reader = new HistoryReader(world.engine);
  const intake = new ItemIntake(optionsOf("items"), await reader.lastDeadLetters("items"), {
    catalogue: view.catalogue,
    history,
    board: view.board,
    deadLetters: persistent(world.ports.deadLetters, journal),
    metrics,
  });
  await scope.start(
    "items",
    () => followItems(world, intake, failed),
    (reading) => reading.stop(),
  );
  await scope.start(
    "ends",
    async () => void ends.follow(kafka, systemClock, journal),
    async () => ends.stop(),
  );

  const producer = new KafkaEventProducer(kafka);
  const partitionsOf = (stream: string): number => ends.of(stream).size;
  const audit = new AuditLog(world.engine);
  const person = new PersonReader(world.engine);
  const app = await openApp({ config, keys, metrics, journal });
  readYourWrites(app, view.board, config.afterWaitMs, partitionsOf);
  routes(app, {
    config,
    view,
    history: reader,
    feed,
    door: new EventDoor(producer, optionsOf, systemClock),
    deadLetters: new DeadLetters(reader, producer),
    store: world.store,
    forgetting: new Forgetting({
      person,
      audit,
      producer,
      board: view.board,
      partitionsOf,
      clock: systemClock,
    }),
    audit,
    metrics,
    readiness: () => readinessOf(view.board, ends, caughtUp, beside?.partitions),
    metricsText: async () => {
      reportProgress(metrics, view.board, ends, (stream) =>
        kafka.name(Reflect.get(topics, stream) ?? stream),
      );
      reportReader(metrics, "itemsets", view.baskets.index.size);
      const others = (await beside?.metrics()) ?? [];
      return { type: metrics.registry.contentType, text: await metrics.text(others) };
    },
  });
  return scope.start(
    "http",
    async () => app.listen({ host: config.httpHost, port: config.httpPort }),
    () => app.close(),
  );
};

/** What was refused is kept however long that takes: the catalogue waits. */
const persistent = (queue: DeadLetterQueue, journal: Journal): DeadLetterQueue => ({
  send: (letters) =>
    retry(
      () => queue.send(letters),
      { baseMs: 100, capMs: 5_000 },
      systemClock,
      async () => undefined,
      (error, tries) =>
        journal.warn("dead_letters_waiting", { stream: "items", tries, error: String(error) }),
    ),
});

const readKeys = (text: string | undefined): Keys | undefined => {
  if (text === undefined) return undefined;
  const read = Keys.parse(text);
  if ("problems" in read) throw new ConfigError(read.problems);
  return read.keys;
};
