import { existsSync } from "node:fs";
import { run } from "./command.ts";
import { repositoryPath } from "./environment.ts";
import { LocalError } from "./errors.ts";

/**
 * Starts the embedded ClickHouse engine once, in a process of its own (it stays loaded where it was loaded), and
 * returns its version. Takes about 0.3 s.
 *
 * @throws {LocalError} `engine_broken`, where this platform has no engine on npm, or it does not load
 */
export const checkEngine = async (): Promise<string> => {
  const { platform, arch } = process;
  const fix = "rm -rf node_modules && npm ci";
  if (!existsSync(repositoryPath("node_modules/@chdb"))) {
    const message = `the embedded ClickHouse has no build for ${platform}-${arch} in node_modules; set CLICKHOUSE_URL to use a server`;
    throw new LocalError("engine_broken", message, { fix });
  }
  const script = 'process.stdout.write(require("chdb").query("SELECT version()", "TabSeparated").trim())';
  try {
    return await run(process.execPath, ["-e", script], { cwd: repositoryPath("."), timeoutMs: 60_000 });
  } catch (cause) {
    throw new LocalError("engine_broken", "the embedded ClickHouse engine does not load", { cause, fix });
  }
};
