import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startBroker } from "@millrace/local";
import { openWorld } from "@millrace/runtime";
import { type Config, Metrics, openJournal, type Scope, tellStop } from "@millrace/service";
import { start as startBaskets } from "@millrace/service-baskets";
import { start as startClickstream } from "@millrace/service-clickstream";
import { start as startReadings } from "@millrace/service-readings";
import { start as startReviews } from "@millrace/service-reviews";
import { ApiChild } from "./api-child.ts";
import { KeptChild } from "./kept-child.ts";
import { LinkedChild } from "./linked-child.ts";

/**
 * Starts every service over one engine: the streams in this process, the query API, the recommender and the trainer each in
 * one beside it. @throws {Trouble}
 */
export const start = async (given: Config, scope: Scope): Promise<void> => {
  const config = { ...given, dataDir: resolve(given.dataDir) };
  const journal = openJournal(config.logLevel, "all");
  await tellStop(scope, journal, "all");
  await mkdir(config.dataDir, { recursive: true });
  const brokers = config.kafkaBrokers ?? (await localBroker(config, scope));
  const world = await openWorld(config, brokers, journal, new Metrics(), scope);
  const found = { KAFKA_BROKERS: brokers.join(","), MILLRACE_DATA_DIR: config.dataDir };
  const recommender = new LinkedChild(world, {
    name: "recommender",
    main: fileURLToPath(new URL("./recommender.ts", import.meta.url)),
    environment: () => found,
  });
  const api = new ApiChild(world, found, () => recommender.metrics());
  const http = await scope.start(
    "query-api",
    () => api.start(),
    () => api.stop(),
  );
  await scope.start(
    "recommender",
    async () => recommender.start(),
    () => recommender.stop(),
  );
  for (const startService of [startBaskets, startClickstream, startReviews, startReadings])
    await startService(world, scope);
  const trainer = new KeptChild(
    {
      name: "trainer",
      background: true,
      main: fileURLToPath(import.meta.resolve("@millrace/service-trainer/main")),
      environment: () => ({
        ...found,
        TF_CPP_MIN_LOG_LEVEL: "2",
        TF_NUM_INTRAOP_THREADS: "1",
        TF_NUM_INTEROP_THREADS: "1",
        OMP_NUM_THREADS: "1",
      }),
    },
    journal,
  );
  await scope.start(
    "trainer",
    async () => trainer.start(),
    () => trainer.stop(),
  );
  await announce(config, scope, {
    pid: process.pid,
    http,
    brokers: brokers.join(","),
    prefix: config.topicPrefix,
  });
  journal.info("started", { http, brokers: [...brokers] });
};

const localBroker = async (config: Config, scope: Scope): Promise<readonly string[]> => {
  const dataDir = join(config.dataDir, "kafka");
  const broker = await scope.start(
    "broker",
    () => startBroker({ dataDir }),
    (running) => running.stop(),
  );
  return [broker.brokers];
};

/** Tells the command-line tool where this installation runs: `run.json` in the data folder, for as long as it does. */
const announce = async (config: Config, scope: Scope, facts: object): Promise<void> => {
  const file = join(config.dataDir, "run.json");
  await scope.start(
    "announcement",
    async () => {
      await writeFile(`${file}.new`, JSON.stringify(facts));
      await rename(`${file}.new`, file);
    },
    () => rm(file, { force: true }),
  );
};
