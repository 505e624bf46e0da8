import { type Config, Metrics, openJournal, runMain, type Scope, tellStop } from "@millrace/service";
import { serveHealth } from "./health.ts";
import { settingsProblems } from "./settings-check.ts";
import { openWorld, type World } from "./world.ts";

/** Runs one service in a process of its own, with health and metrics on a port beside it. */
export const runService = (
  name: string,
  start: (world: World, scope: Scope) => Promise<void>,
): Promise<void> =>
  runMain(async (config: Config, scope) => {
    const journal = openJournal(config.logLevel, name);
    const metrics = new Metrics();
    await tellStop(scope, journal, name);
    const brokers = config.kafkaBrokers;
    if (brokers === undefined || config.clickhouseUrl === undefined) {
      throw new Error(
        "A service that runs alone needs KAFKA_BROKERS and CLICKHOUSE_URL; `npm start` runs all of them with local parts.",
      );
    }
    const world = await openWorld(config, brokers, journal, metrics, scope);
    await start(world, scope);
    await serveHealth(config, metrics, () => world.partitions.halts, scope);
    journal.info("started", { service: name });
  }, settingsProblems);
