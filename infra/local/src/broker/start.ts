import { mkdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repositoryPath } from "../environment.ts";
import { LocalError } from "../errors.ts";
import { requireJava } from "../java.ts";
import { requireKafkaJars } from "../kafkaJars.ts";
import { freePort, portIsFree } from "./ports.ts";
import { answers } from "./probe.ts";
import { serverProperties } from "./properties.ts";
import { assertNoOtherBroker } from "./record.ts";
import { formatOnce, logDirOf } from "./storage.ts";
import { type Exit, type Supervised, supervise } from "./supervised.ts";

/** How a local broker is started. */
export interface BrokerOptions {
  /** Everything of the broker lies here; made where it is missing. One broker at a time. */
  readonly dataDir: string;
  /** Where clients connect, on 127.0.0.1. @default the port of the last time where it is free, else a free one */
  readonly port?: number;
  /** The largest batch of records that is taken, in bytes. @default 1_048_576 */
  readonly messageBytesMax?: number;
  /** The JVM's largest heap, in MiB. @default 512 */
  readonly heapMiB?: number;
  /** How long the broker may take until it answers, in milliseconds. @default 60_000 */
  readonly readyMsMax?: number;
  /** Told one line about each step of the broker's life. Kafka's own log is `kafka.log` in the data folder. */
  readonly onLog?: (line: string) => void;
}

/** A running Apache Kafka broker of this process. Ends with it, even when it is killed; keeps it alive until stopped. */
export interface Broker {
  /** For `KAFKA_BROKERS`: "127.0.0.1:PORT". */
  readonly brokers: string;
  readonly port: number;
  /** The Java process. */
  readonly pid: number;
  /** Settles when the broker has ended, whoever ended it. */
  readonly exited: Promise<Exit>;
  /** SIGTERM; resolves when the broker has ended: SIGKILL after 20 s. May be called twice. */
  stop(): Promise<void>;
  /** Sends a signal to the Java process at once; does nothing when it has ended. */
  kill(signal: NodeJS.Signals): void;
}

const STOP_MS_MAX = 20_000;
const LOG_BYTES_MAX = 10_000_000;
/** The port of the last start, so that a restart on the same data is found where it was. */
const PORT_FILE = "port";

const choosePort = async (dataDir: string, wanted: number | undefined): Promise<number> => {
  if (wanted !== undefined) {
    if (await portIsFree(wanted)) return wanted;
    throw new LocalError("broker_failed", `port ${wanted} of 127.0.0.1 is taken`, { retryable: true });
  }
  const last = Number(await readFile(join(dataDir, PORT_FILE), "utf8").catch(() => "0"));
  return last > 0 && (await portIsFree(last)) ? last : freePort();
};

const tailOf = async (file: string): Promise<string> =>
  (await readFile(file, "utf8").catch(() => "")).trim().split("\n").slice(-15).join("\n");

const untilReady = async (process: Supervised, port: number, log: string, msMax: number): Promise<void> => {
  let exit: Exit | undefined;
  void process.exited.then((how) => {
    exit = how;
  });
  const deadline = performance.now() + msMax;
  while (!(await answers(port))) {
    if (exit !== undefined) {
      const tail = await tailOf(log);
      const taken = tail.includes("Failed to acquire lock");
      const message = `the broker ended with ${exit.signal ?? exit.code} before it answered; ${log}:\n${tail}`;
      throw new LocalError(taken ? "broker_already_running" : "broker_failed", message);
    }
    if (performance.now() > deadline) {
      await process.stop(0);
      const message = `the broker did not answer within ${msMax} ms; ${log}:\n${await tailOf(log)}`;
      throw new LocalError("broker_not_ready", message, { retryable: true });
    }
    await sleep(50);
  }
};

/**
 * Starts a real Apache Kafka broker (KRaft, one node, loopback only) on a data folder and waits until it answers
 * (2 to 3 s, 4 s the first time, when it formats the folder). A broker that was killed goes on from its data.
 *
 * @throws {LocalError} `tool_missing` or `not_set_up`; `broker_already_running`; `broker_failed`, `broker_not_ready`
 *   with the end of Kafka's log
 */
export const startBroker = async (options: BrokerOptions): Promise<Broker> => {
  const dataDir = resolve(options.dataDir);
  const say = options.onLog ?? (() => undefined);
  const start = performance.now();
  const classPath = join(requireKafkaJars(), "*");
  const java = await requireJava();
  await mkdir(dataDir, { recursive: true });
  const record = join(dataDir, "broker.json");
  await assertNoOtherBroker(dataDir, record);
  await formatOnce(java.program, classPath, dataDir);
  const port = await choosePort(dataDir, options.port);
  const controllerPort = await freePort();
  const properties = join(dataDir, "server.properties");
  const { messageBytesMax = 1_048_576, heapMiB = 512, readyMsMax = 60_000 } = options;
  await writeFile(
    properties,
    serverProperties({ logDir: logDirOf(dataDir), port, controllerPort, messageBytesMax }),
  );
  await writeFile(join(dataDir, PORT_FILE), String(port));
  const log = join(dataDir, "kafka.log");
  if (((await stat(log).catch(() => undefined))?.size ?? 0) > LOG_BYTES_MAX) await truncate(log);
  const logging = `-Dlog4j2.configurationFile=${repositoryPath("infra/kafka/log4j2.properties")}`;
  // The optimizing compiler would take a seventh of a core for the first minutes, from everybody on a small machine: at 2,000 events/s the
  // median from event to answer was 220 ms with it and 106 without, catching up was as fast. What is lost is a tenth of a core later on.
  const quick = "-XX:TieredStopAtLevel=1";
  const jvm = [quick, `-Xmx${heapMiB}m`, "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true", logging];
  const broker = await supervise({
    command: java.program,
    args: [...jvm, "-cp", classPath, "kafka.Kafka", properties],
    log,
    record,
    facts: { owner: process.pid, port },
  });
  let running = true;
  void broker.exited.then(() => {
    running = false;
  });
  await untilReady(broker, port, log, readyMsMax);
  say(`Kafka answers on 127.0.0.1:${port} after ${Math.round(performance.now() - start)} ms`);
  return {
    brokers: `127.0.0.1:${port}`,
    port,
    pid: broker.pid,
    exited: broker.exited,
    stop: async () => {
      const { code, signal } = await broker.stop(STOP_MS_MAX);
      say(`Kafka has stopped (${signal ?? code})`);
    },
    kill: (signal) => {
      if (running) process.kill(broker.pid, signal);
    },
  };
};
