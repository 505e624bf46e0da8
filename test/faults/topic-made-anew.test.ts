import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, expect, it } from "vitest";
import { goodEvents } from "../support/good-events.ts";
import { useBroker } from "../support/kafka.ts";
import { withEngine } from "../support/kept.ts";
import { sumOf } from "../support/metrics.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { untilAbsorbed } from "../support/progress.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const broker = useBroker();
let connection: KafkaConnection;
let stack: Stack;

const baskets = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => {
    const basket = goodEvents.baskets(from + n);
    return { topic: "baskets", key: basket.id, value: JSON.stringify(basket) };
  });

beforeAll(async () => {
  connection = broker.connection();
  stack = await Stack.make({ brokers: broker.brokers, prefix: connection.prefix });
  await makeTopics(connection);
  await produce(connection, baskets(0, 400));
  await stack.start();
  await untilAbsorbed(stack, connection, ["baskets"]);
  await stack.stop();
});
afterAll(() => stack?.close());
showOnFailure(() => stack);

const remake = async (): Promise<void> => {
  const topic = connection.name("baskets");
  await connection.admin("delete", (admin) => admin.deleteTopics({ topics: [topic] }));
  await until("the topic is gone", async () => {
    const topics = await connection.admin("list", (admin) => admin.listTopics());
    return !topics.includes(topic);
  });
  await makeTopics(connection);
};

/** Starts on the new topic and expects every partition of the stream to halt, and the others to go on. */
const expectHalt = async (code: string): Promise<void> => {
  await stack.start();
  const reasons = await until("all partitions say that they halted", async () => {
    const { status, body } = await stack.get("/readyz");
    const said = (body as { reasons: string[] }).reasons.filter((reason) => reason.includes(code));
    return status === 503 && said.length === 4 ? said : undefined;
  });
  for (const partition of [0, 1, 2, 3])
    expect(reasons.some((reason) => reason.includes(`baskets partition ${partition} `))).toBe(true);
  const samples = await stack.metrics();
  expect(sumOf(samples, "millrace_partition_halted", { stream: "baskets" })).toBe(4);
  expect(sumOf(samples, "millrace_events_total", { stream: "baskets" })).toBe(400);
  expect((await stack.get("/healthz")).status).toBe(200);
  await produce(connection, [
    { topic: "readings", key: "t-1", value: JSON.stringify(goodEvents.readings(Date.now())) },
  ]);
  await untilAbsorbed(stack, connection, ["readings"]);
  await stack.stop();
};

const keptBaskets = (): Promise<number | undefined> =>
  withEngine(stack.engineDir, async (engine) => {
    const [found] = await engine.query<{ n: number }>("SELECT count() AS n FROM baskets FINAL");
    return found?.n;
  });

it("halts when the topic ends before what was absorbed, and applies nothing of it", async () => {
  await remake();
  await produce(connection, baskets(1_000, 1_040));
  await expectHalt("log_behind_commit");
  expect(await keptBaskets()).toBe(400);
});

it("halts when other records lie where those were that were absorbed, and applies nothing of them", async () => {
  await remake();
  await produce(connection, baskets(2_000, 4_000));
  await expectHalt("log_replaced");
  expect(await keptBaskets()).toBe(400);
});
