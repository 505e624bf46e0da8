import { afterAll, beforeAll, expect, it } from "vitest";
import { expectExact } from "../support/exactness.ts";
import { useBroker } from "../support/kafka.ts";
import { withEngine } from "../support/kept.ts";
import { plantedLog } from "../support/planted-log.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { absorbedBy, untilAbsorbed } from "../support/progress.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const streams = ["baskets", "readings"] as const;
const settings = { MILLRACE_SNAPSHOT_EVERY_EVENTS: "200", MILLRACE_TRAIN_EVENTS_MIN: "100000000" };
const GOING_AGAIN_MS = 15_000;

const broker = useBroker();
let stack: Stack;

beforeAll(async () => {
  stack = await Stack.make({ brokers: broker.brokers, prefix: "f.", settings });
});
afterAll(() => stack?.close());
showOnFailure(() => stack);

it("goes on by itself within 15 s after the broker was killed and came back, and nothing is lost or doubled", async () => {
  const connection = broker.connection("f.");
  await makeTopics(connection);
  const { lines } = plantedLog(3, { baskets: 6_000, readings: 6_000 });
  await stack.start();
  await stack.ready();
  const third = Math.floor(lines.length / 3);
  for (const life of [0, 1]) {
    await produce(connection, lines.slice(life * third, (life + 1) * third));
    // In the middle of its work: some of what was produced is absorbed, some is on its way.
    await until("some of it absorbed", async () => ((await absorbedBy(stack, streams)) ?? 0) > life * third);
    await broker.killAndRestart(async () => {
      // Alive all the while, and not ready.
      await until("not ready", async () => (await stack.get("/readyz")).status === 503);
      expect((await stack.get("/healthz")).status).toBe(200);
    });
    const back = performance.now();
    await untilAbsorbed(stack, broker.connection("f."), streams, GOING_AGAIN_MS);
    console.info(`going again ${Math.round(performance.now() - back)} ms after the broker was back`);
    expect((await stack.get("/healthz")).status).toBe(200);
  }
  const anew = broker.connection("f.");
  await produce(anew, lines.slice(2 * third));
  await untilAbsorbed(stack, anew, streams);
  await stack.ready();
  await stack.stop();
  await withEngine(stack.engineDir, (engine) => expectExact({ engine, connection: anew, settings, streams }));
});
