import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Broker, LocalError, startBroker } from "@millrace/local";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";

const TOPIC = "broker-test";
let dataDir: string;
let broker: Broker;

const client = (): Kafka =>
  new Kafka({ clientId: "broker-test", brokers: [broker.brokers], logLevel: logLevel.NOTHING });

const produce = async (value: string): Promise<void> => {
  const producer = client().producer();
  await producer.connect();
  await producer.send({ topic: TOPIC, acks: -1, messages: [{ key: "k", value }] });
  await producer.disconnect();
};

/** Reads the topic from its beginning with a new group until that many values have come. */
const consume = async (count: number): Promise<string[]> => {
  const consumer = client().consumer({ groupId: `reader-${Math.random()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
      values.push(String(message.value));
      if (values.length === count) resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return values;
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "millrace-broker-"));
  broker = await startBroker({ dataDir });
});

afterAll(async () => {
  await broker?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test("a record that was acknowledged is there after kill -9, on the same port", async () => {
  const admin = client().admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 4 }], waitForLeaders: true });
  await admin.disconnect();
  await produce("before");
  expect(await consume(1)).toEqual(["before"]);

  const { port } = broker;
  broker.kill("SIGKILL");
  expect(await broker.exited).toEqual({ code: null, signal: "SIGKILL" });
  const start = performance.now();
  broker = await startBroker({ dataDir });
  expect(broker.port).toBe(port);
  expect(performance.now() - start).toBeLessThan(15_000);
  await produce("after");
  expect(await consume(2)).toEqual(["before", "after"]);
});

test("a second broker on the same data is refused, and says who runs", async () => {
  const refusal = await startBroker({ dataDir }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(LocalError);
  expect(refusal).toMatchObject({ code: "broker_already_running", retryable: false });
  expect(String(refusal)).toContain(`process ${broker.pid}`);
});

test("topics do not come into being by being mentioned", async () => {
  const producer = client().producer({ retry: { retries: 0 } });
  await producer.connect();
  await expect(producer.send({ topic: "mistyped", messages: [{ value: "x" }] })).rejects.toThrow();
  await producer.disconnect();
});

test("a clean stop leaves no record, and stopping twice is no error", async () => {
  await broker.stop();
  await broker.stop();
  broker.kill("SIGTERM");
  expect(existsSync(join(dataDir, "broker.json"))).toBe(false);
});

test("the broker ends with its owner, even when that is killed, and the data can be taken over at once", async () => {
  const script = `import { startBroker } from "@millrace/local";
    console.log((await startBroker({ dataDir: ${JSON.stringify(dataDir)} })).pid);`;
  const flags = ["--import", "tsx", "--conditions=millrace-source", "--input-type=module"];
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const owner = spawn(process.execPath, [...flags, "-e", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(owner.stdout), "line");
  const pid = Number(line);
  expect(() => process.kill(pid, 0)).not.toThrow();
  owner.kill("SIGKILL");
  await once(owner, "exit");
  broker = await startBroker({ dataDir });
  expect(() => process.kill(pid, 0)).toThrow();
  expect(await consume(2)).toEqual(["before", "after"]);
});
