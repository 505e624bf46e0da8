import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { committedOffsets } from "../support/answers.ts";
import { type EngineMood, EngineServer } from "../support/engine-server.ts";
import { expectExact } from "../support/exactness.ts";
import { membersOf } from "../support/groups.ts";
import { entriesOf } from "../support/journal.ts";
import { useBroker } from "../support/kafka.ts";
import { sumOf } from "../support/metrics.ts";
import { plantedLog } from "../support/planted-log.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { absorbedBy, untilAbsorbed } from "../support/progress.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const streams = ["baskets", "readings"] as const;
/** Longer than a member of the group may be silent. */
const OUTAGE_MS = 10_000;
const MIB = 1 << 20;
/** What a process may grow by while it waits, whatever comes in. */
const GROWTH_MAX = 250 * MIB;

const broker = useBroker();
let server: EngineServer;
let connection: KafkaConnection;
let stack: Stack;
const settings = {
  MILLRACE_SNAPSHOT_EVERY_EVENTS: "300",
  MILLRACE_TRAIN_EVENTS_MIN: "100000000",
  CLICKHOUSE_TIMEOUT_MS: "2000",
};
const { lines } = plantedLog(6, { baskets: 40_000, readings: 40_000 });
let produced = 0;
const feed = async (count: number): Promise<void> => {
  const some = lines.slice(produced, produced + count);
  produced += some.length;
  await produce(connection, some);
};

beforeAll(async () => {
  server = await EngineServer.start();
  connection = broker.connection();
  await makeTopics(connection);
  const withServer = { ...settings, CLICKHOUSE_URL: server.url };
  stack = await Stack.make({ brokers: broker.brokers, prefix: connection.prefix, settings: withServer });
  await stack.start();
  await stack.ready();
  await feed(4_000);
  await untilAbsorbed(stack, connection, streams);
});
afterAll(async () => {
  await stack?.close();
  await server?.close();
});
showOnFailure(() => stack);

const committed = async (): Promise<unknown> =>
  Promise.all(streams.map(async (stream) => [...(await committedOffsets(connection, stream))].sort()));
const members = (): Promise<unknown> => Promise.all(streams.map((stream) => membersOf(connection, stream)));
const residentBytes = async (): Promise<number> =>
  sumOf(await stack.metrics(), "process_resident_memory_bytes");

const moods: readonly EngineMood[] = ["refusing", "hanging", "breaking", "lying"];

/** Records absorbed once whatever was under way has come to rest: every partition waits for its snapshot. */
const atRest = async (): Promise<number> => {
  let last = -1;
  let since = performance.now();
  await until(
    "consumption pauses",
    async () => {
      const seen = await absorbedBy(stack, streams);
      if (seen !== undefined && seen !== last) {
        last = seen;
        since = performance.now();
      }
      return performance.now() - since > 3_000;
    },
    60_000,
  );
  return last;
};

describe.each(moods)("ClickHouse that is %s", (mood) => {
  it("pauses consumption, keeps the membership, and lets memory stay flat", async () => {
    const membersBefore = await members();
    const bytesBefore = await residentBytes();
    server.mood = mood;
    const spoiledBefore = server.spoiled;
    await feed(15_000);
    await until("the engine is missed", () => server.spoiled > spoiledBefore + 2);
    let last = await atRest();
    // One batch may hold all that came, and one more is absorbed while a snapshot is being stored: then none.
    for (let more = 0; last === produced && more < 3; more++) {
      await feed(2_000);
      last = await atRest();
    }
    const committedAtRest = await committed();
    const began = performance.now();
    await until(
      "an outage longer than a session",
      () => performance.now() - began > OUTAGE_MS,
      OUTAGE_MS + 5_000,
    );
    expect(await absorbedBy(stack, streams)).toBe(last);
    expect(last).toBeLessThan(produced);
    expect(await committed()).toEqual(committedAtRest);
    expect(await members()).toEqual(membersBefore);
    expect((await residentBytes()) - bytesBefore).toBeLessThan(GROWTH_MAX);
    expect((await stack.get("/healthz")).status).toBe(200);
  });

  it("costs nothing once it is well: the same blocks are stored, and consumption goes on by itself", async () => {
    server.mood = "well";
    await untilAbsorbed(stack, connection, streams, 60_000);
  });
});

it("and at the end nothing is lost or doubled", async () => {
  await feed(lines.length);
  await untilAbsorbed(stack, connection, streams);
  await stack.stop();
  expect(entriesOf(stack.said, "stream_halted")).toEqual([]);
  await expectExact({ engine: server.engine, connection, settings, streams });
});
