import { type Callable, Calls, LentEngine, openWorld, type World } from "@millrace/runtime";
import { type Config, Metrics, openJournal, runMain, type Scope } from "@millrace/service";

/**
 * Runs a service that another process of this installation started, with that one's embedded engine where there is one. It
 * ends with that process, however that ended.
 * @param callable what that process may call here, beside what was measured.
 */
export const runLinked = async (
  name: string,
  callable: Callable,
  start: (world: World, scope: Scope, calls: Calls) => Promise<void>,
): Promise<void> => {
  process.on("disconnect", () => process.exit(0));
  // It may have ended while this was being loaded.
  if (!process.connected) process.exit(0);
  await runMain(async (config: Config, scope) => {
    const metrics = new Metrics();
    const line = {
      post: (message: unknown) => void process.send?.(message),
      listen: (listener: (message: unknown) => void) => void process.on("message", listener),
    };
    const calls = new Calls(line, { metrics: () => metrics.values(), ...callable });
    const journal = openJournal(config.logLevel, name);
    const lent =
      config.clickhouseUrl === undefined ? new LentEngine(calls, config.clickhouseDatabase) : undefined;
    const world = await openWorld(config, config.kafkaBrokers ?? [], journal, metrics, scope, lent);
    await start(world, scope, calls);
  });
};
