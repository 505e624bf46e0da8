import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalError } from "../errors.ts";

/** What a running broker's supervisor leaves in `broker.json`, and removes when the broker has ended. */
export interface BrokerRecord {
  /** The Java process. */
  readonly pid: number;
  /** The process that started the broker and with which it ends. */
  readonly owner: number;
  readonly port: number;
}

/** An owner that died takes its broker along: this long its end is waited for before it is killed. */
const ORPHAN_MS_MAX = 10_000;

/** Reads a record; undefined where there is none, or one that was cut short. */
export const readRecord = async (file: string): Promise<BrokerRecord | undefined> => {
  try {
    const { pid, owner, port }: Partial<BrokerRecord> = JSON.parse(await readFile(file, "utf8"));
    return pid !== undefined && owner !== undefined && port !== undefined ? { pid, owner, port } : undefined;
  } catch {
    return undefined;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

/** Whether that process is a broker of this data folder, and not another one that was given the same number. */
const isThisBroker = (pid: number, dataDir: string): boolean => {
  if (!isAlive(pid)) return false;
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return commandLine.includes("kafka.Kafka") && commandLine.includes(dataDir);
  } catch {
    // No /proc, as on a Mac: believe the record.
    return process.platform !== "linux";
  }
};

/**
 * Makes sure that no broker runs on this data folder. The record of a dead one is removed; one whose owner has died
 * is on its way out, and is waited for.
 *
 * @throws {LocalError} `broker_already_running`, when a living process owns a living broker there
 */
export const assertNoOtherBroker = async (dataDir: string, file: string): Promise<void> => {
  const record = await readRecord(file);
  if (record !== undefined && isThisBroker(record.pid, dataDir)) {
    if (isAlive(record.owner)) {
      const message = `a broker already runs on ${dataDir}: process ${record.pid}, port ${record.port}, started by process ${record.owner}`;
      throw new LocalError("broker_already_running", message, { fix: `kill ${record.owner}` });
    }
    const deadline = performance.now() + ORPHAN_MS_MAX;
    while (isThisBroker(record.pid, dataDir)) {
      if (performance.now() > deadline) process.kill(record.pid, "SIGKILL");
      await sleep(50);
    }
  }
  await rm(file, { force: true });
};
