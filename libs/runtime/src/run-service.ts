import { createServer } from "node:http";
import { type Config, Metrics, openJournal, runMain, type Scope, tellStop } from "@millrace/service";
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
    await scope.start(
      "health",
      () => listen(world),
      (server) => server.close(),
    );
    journal.info("started", { service: name });
  }, settingsProblems);

/** Alive as long as it answers; unwell once a partition halted. */
const listen = (world: World): Promise<{ close: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      if (request.url === "/metrics") {
        void world.metrics
          .text()
          .then((text) => response.setHeader("content-type", world.metrics.registry.contentType).end(text));
        return;
      }
      const { halts } = world.partitions;
      const bad = request.url === "/readyz" && halts.length > 0;
      response
        .writeHead(bad ? 503 : 200, { "content-type": "application/json" })
        .end(JSON.stringify({ status: bad ? "halted" : "alive", halts }));
    });
    server.once("error", reject);
    server.listen(world.config.healthPort, world.config.httpHost, () =>
      resolve({ close: () => new Promise((done) => server.close(() => done())) }),
    );
  });
