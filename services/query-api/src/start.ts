import { HistoryReader } from "@millrace/clickhouse";
import { KafkaEventProducer } from "@millrace/kafka";
import { decoderOptions, type PartitionBoard, type World } from "@millrace/runtime";
import { ConfigError, type Scope, systemClock } from "@millrace/service";
import { DeadLetters } from "./dead-letters.ts";
import { EventDoor } from "./door.ts";
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

/**
 * Starts the query API; returns its address.
 * @param own the partitions that this process runs itself, if it does.
 * @throws {ConfigError}
 */
export const start = async (world: World, scope: Scope, own?: PartitionBoard): Promise<string> => {
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
    metrics.set("tensor_backend_info", { backend: view.networks.card(kind, version)?.backend ?? "" }, 1);
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
  await scope.start(
    "items",
    () => followItems(world, view, history, optionsOf("items"), failed),
    (reading) => reading.stop(),
  );
  await scope.start(
    "ends",
    async () => void ends.follow(kafka, systemClock, journal),
    async () => ends.stop(),
  );

  const producer = new KafkaEventProducer(kafka);
  const reader = new HistoryReader(world.engine);
  const app = await openApp({ config, keys, metrics, journal });
  readYourWrites(app, view.board, config.afterWaitMs);
  routes(app, {
    config,
    view,
    history: reader,
    feed,
    door: new EventDoor(producer, optionsOf, systemClock),
    deadLetters: new DeadLetters(reader, producer),
    store: world.store,
    metrics,
    readiness: () => readinessOf(view.board, ends, caughtUp, own),
    report: () => {
      reportProgress(metrics, view.board, ends, (stream) =>
        kafka.name(Reflect.get(topics, stream) ?? stream),
      );
      reportReader(metrics, "itemsets", view.baskets.index.size);
    },
  });
  return scope.start(
    "http",
    async () => app.listen({ host: config.httpHost, port: config.httpPort }),
    () => app.close(),
  );
};

const readKeys = (text: string | undefined): Keys | undefined => {
  if (text === undefined) return undefined;
  const read = Keys.parse(text);
  if ("problems" in read) throw new ConfigError(read.problems);
  return read.keys;
};
