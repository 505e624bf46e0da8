import { type Config, type ConfigCheck, ConfigError, readConfig } from "./config.ts";
import { Scope } from "./scope.ts";

/**
 * Runs a service until SIGINT or SIGTERM: reads the settings, starts it, waits, stops it within 20 s. What goes wrong
 * at the start is said in one clear message. This is the only place that reads the process's environment.
 * @param check what is wrong with the settings that only others can judge.
 */
export const runMain = async (
  start: (config: Config, scope: Scope) => Promise<void>,
  check?: ConfigCheck,
): Promise<void> => {
  const scope = new Scope();
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  try {
    await Promise.race([start(readConfig(process.env, check), scope), signalled.then(() => undefined)]);
    await signalled;
    await within(20_000, scope.stop());
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    await within(20_000, scope.stop()).catch(() => undefined);
    process.exit(1);
  }
};

/** The settings of this process's environment. @throws {ConfigError} */
export const environmentConfig = (check?: ConfigCheck): Config => readConfig(process.env, check);

/** The process's environment with changes, for a child. */
export const childEnvironment = (changes: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...changes,
});

const within = async (ms: number, work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not stopped within ${ms} ms.`)), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** A failure as a person should read it: message and causes; the stack only for broken code. */
export const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const expected = error instanceof ConfigError || ("code" in error && "retryable" in error);
  const own = expected ? error.message : (error.stack ?? error.message);
  return error.cause === undefined ? own : `${own}\n  because: ${explain(error.cause)}`;
};
