import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "@millrace/service";
import { CommandError } from "./errors.ts";

/** Where Millrace is to be found. */
export interface Installation {
  /** Whether a stack of this data folder runs. */
  readonly running: boolean;
  /** `host:port` each; none where nobody said. */
  readonly brokers: readonly string[];
  /** Address of the query API, without a slash at the end. */
  readonly http: string;
  /** What the names of topics begin with. */
  readonly prefix: string;
}

interface Announcement {
  readonly pid: number;
  readonly http: string;
  readonly brokers: string;
  readonly prefix: string;
}

/** What a running stack writes into its data folder; undefined where it is not that. */
export const decodeAnnouncement = (text: string): Announcement | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { pid, http, brokers, prefix } = value as Readonly<Record<string, unknown>>;
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid < 1) return undefined;
  if (typeof http !== "string" || typeof brokers !== "string" || typeof prefix !== "string") return undefined;
  return { pid, http, brokers, prefix };
};

/** Whether a process of this machine lives, be it another user's. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

const addressOf = (config: Config): string => {
  const host = config.httpHost === "0.0.0.0" || config.httpHost === "::" ? "localhost" : config.httpHost;
  return `http://${host.includes(":") ? `[${host}]` : host}:${config.httpPort}`;
};

/**
 * The stack that runs over the configured data folder, as its `run.json` says; where none does, what the environment
 * names. A `run.json` whose process is gone was left by a crash and says nothing.
 */
export const findInstallation = async (config: Config, alive = isAlive): Promise<Installation> => {
  const text = await readFile(join(config.dataDir, "run.json"), "utf8").catch(() => "");
  const said = decodeAnnouncement(text);
  if (said === undefined || !alive(said.pid)) {
    const brokers = config.kafkaBrokers ?? [];
    return { running: false, brokers, http: addressOf(config), prefix: config.topicPrefix };
  }
  return {
    running: true,
    brokers: said.brokers.split(","),
    http: said.http.replace(/\/$/, ""),
    prefix: said.prefix,
  };
};

/** An installation with brokers. @throws {CommandError} not_running, saying what to do */
export const requireBrokers = (found: Installation, config: Config): Installation => {
  if (found.brokers.length > 0) return found;
  throw new CommandError(
    "not_running",
    `Nothing runs over ${config.dataDir} and KAFKA_BROKERS is not set: start a stack with \`npm start\`, name its folder in MILLRACE_DATA_DIR, or name the brokers of your own Kafka.`,
  );
};
