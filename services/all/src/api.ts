import { Calls, LentEngine, openWorld, PartitionBoard } from "@millrace/runtime";
import { Metrics, type MetricValues, openJournal, runMain } from "@millrace/service";
import { start } from "@millrace/service-query-api";

// Started by another process, the query API ends with it, however that ended.
process.on("disconnect", () => process.exit(0));
// It may have ended while this was being loaded.
if (!process.connected) process.exit(0);

await runMain(async (config, scope) => {
  const partitions = new PartitionBoard();
  const line = {
    post: (message: unknown) => void process.send?.(message),
    listen: (listener: (message: unknown) => void) => void process.on("message", listener),
  };
  const calls = new Calls(line, { partitions: (state: PartitionBoard["state"]) => partitions.adopt(state) });
  const journal = openJournal(config.logLevel, "query-api");
  const engine =
    config.clickhouseUrl === undefined ? new LentEngine(calls, config.clickhouseDatabase) : undefined;
  const brokers = config.kafkaBrokers ?? [];
  const world = await openWorld(config, brokers, journal, new Metrics(), scope, engine);
  const metrics = (): Promise<MetricValues> => calls.call("metrics");
  await calls.call("listening", await start(world, scope, { partitions, metrics }));
});
