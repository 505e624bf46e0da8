import { setTimeout as timeout } from "node:timers/promises";
import { connect, type KafkaConnection } from "@millrace/kafka";
import { type Broker, startBroker } from "@millrace/local";
import type { Clock } from "@millrace/pipeline";
import { MemoryJournal } from "@millrace/pipeline/memory";
import { afterAll, beforeAll } from "vitest";
import { newFolder, removeFolder } from "./folder.ts";

/** The machine's time, for the edges of integration tests. */
export const machineClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await timeout(ms);
  },
  breathe: async () => undefined,
  random: () => Math.random(),
};

/** A broker for one test file. */
export interface TestBroker {
  /** Connects under a prefix. @default one that nobody else has */
  connection(prefix?: string): KafkaConnection;
  /** What all connections wrote down. */
  readonly journal: MemoryJournal;
  readonly brokers: string;
  /** SIGKILL, and a new one on the same data and port. */
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
}

/** Starts a broker before the tests of a file, and ends it with all connections after them. */
export const useBroker = (): TestBroker => {
  const connections: KafkaConnection[] = [];
  const journal = new MemoryJournal();
  let dataDir = "";
  let broker: Broker | undefined;
  let prefixes = 0;
  beforeAll(async () => {
    dataDir = await newFolder("broker");
    broker = await startBroker({ dataDir });
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await broker?.stop();
    await removeFolder(dataDir);
  });
  const running = (): Broker => {
    if (broker === undefined) throw new Error("the broker runs only during tests");
    return broker;
  };
  return {
    journal,
    get brokers() {
      return running().brokers;
    },
    connection: (prefix = `t${++prefixes}.`) => {
      const brokers = [running().brokers];
      const connection = connect({ brokers, clientId: "test", prefix, journal, clock: machineClock });
      connections.push(connection);
      return connection;
    },
    killAndRestart: async (meanwhile) => {
      running().kill("SIGKILL");
      await running().exited;
      await meanwhile?.();
      broker = await startBroker({ dataDir });
    },
  };
};
