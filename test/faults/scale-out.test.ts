import { seededRandom } from "@millrace/datasets";
import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { committedOffsets, readAnswers } from "../support/answers.ts";
import { Child } from "../support/child.ts";
import { EngineServer } from "../support/engine-server.ts";
import { expectExact } from "../support/exactness.ts";
import { membersOf } from "../support/groups.ts";
import { useBroker } from "../support/kafka.ts";
import { plantedLog } from "../support/planted-log.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { recordsIn } from "../support/progress.ts";
import { until } from "../support/until.ts";

const broker = useBroker();
let server: EngineServer;
let connection: KafkaConnection;
const settings = { MILLRACE_SNAPSHOT_EVERY_EVENTS: "200" };
const processes: Child[] = [];

beforeAll(async () => {
  server = await EngineServer.start();
  connection = broker.connection();
  await makeTopics(connection);
});
afterAll(async () => {
  for (const child of processes) child.signal("SIGKILL");
  await Promise.all(processes.map((child) => child.gone));
  await server?.close();
});
afterEach(({ task }) => {
  if (task.result?.state === "fail")
    console.error(processes.map((child) => child.said).join("\n--- process ---\n"));
});

const start = (): Child => {
  const child = new Child("services/baskets/src/main.ts", [], {
    KAFKA_BROKERS: broker.brokers,
    CLICKHOUSE_URL: server.url,
    MILLRACE_TOPIC_PREFIX: connection.prefix,
    MILLRACE_HEALTH_PORT: "0",
    ...settings,
  });
  processes.push(child);
  return child;
};

/** Resolves when the group has exactly this many members, at least one of them not among the `known`. */
const untilMembers = (count: number, known: readonly string[] = []): Promise<readonly string[]> =>
  until(
    `${count} members`,
    async () => {
      const members = await membersOf(connection, "baskets");
      return members.length === count && members.some((member) => !known.includes(member))
        ? members
        : undefined;
    },
    60_000,
  );

const sumCommitted = async (): Promise<number> =>
  [...(await committedOffsets(connection, "baskets")).values()].reduce((sum, offset) => sum + offset + 1, 0);

it("processes join, leave, freeze and die while baskets flow, and nothing is lost or doubled", async () => {
  const { lines } = plantedLog(21, { baskets: 30_000, readings: 0 });
  const random = seededRandom(21, 92);
  let produced = 0;
  const feed = async (share: number): Promise<void> => {
    const some = lines.slice(produced, produced + Math.ceil(lines.length * share));
    produced += some.length;
    await produce(connection, some);
  };
  /** Some of what was fed is committed, some is not. */
  const untilInTheMiddle = async (): Promise<void> => {
    const before = await sumCommitted();
    const goal = before + Math.ceil(50 + 500 * random.unit());
    await until("in the middle of it", async () => (await sumCommitted()) >= goal, 60_000);
  };

  const first = start();
  await untilMembers(1);
  const flow = feed(0.2);
  await untilInTheMiddle();
  const second = start();
  await untilMembers(2);
  await flow;
  await feed(0.2);
  await untilInTheMiddle();
  const both = await membersOf(connection, "baskets");

  // One is stopped beyond its session in the middle of its work, and goes on as if nothing had happened.
  const flowing = feed(0.15);
  first.signal("SIGSTOP");
  await until(
    "the group goes on without it",
    async () => (await membersOf(connection, "baskets")).length === 1,
  );
  await untilInTheMiddle();
  first.signal("SIGCONT");
  await flowing;
  const again = await untilMembers(2, both);
  await feed(0.05);
  await untilInTheMiddle();

  // One dies; a third takes its place before the group knows.
  first.signal("SIGKILL");
  await first.gone;
  const third = start();
  await feed(0.1);
  await untilMembers(2, again);
  await feed(0.2);
  await untilInTheMiddle();

  // One leaves cleanly under load, the other takes all.
  const rest = feed(1);
  second.signal("SIGTERM");
  await second.gone;
  expect(second.ended).toBe(0);
  await rest;
  const records = await recordsIn(connection, ["baskets"]);
  expect(records).toBe(lines.length);
  await until(
    "all is absorbed and published",
    async () => {
      const known = await readAnswers(connection);
      const offsets = [0, 1, 2, 3].map((p) => known.get(`baskets/${p}`)?.progress?.offset ?? -1);
      return offsets.reduce((sum, offset) => sum + offset + 1, 0) === records;
    },
    120_000,
  );
  third.signal("SIGTERM");
  await third.gone;
  expect(third.ended).toBe(0);
  await expectExact({ engine: server.engine, connection, settings, streams: ["baskets"] });
});
