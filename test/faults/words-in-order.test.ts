import type { KafkaConnection } from "@millrace/kafka";
import { textNetworks } from "@millrace/neural";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { orderedText } from "../support/planted-order.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const TAUGHT = 3_000;
const WAVE = 200;
const WAVE_EVERY_MS = 2_000;
const ASKED = 40;

const broker = useBroker();
let connection: KafkaConnection;
let stack: Stack;

beforeAll(async () => {
  connection = broker.connection();
  await makeTopics(connection);
  stack = await Stack.make({
    brokers: broker.brokers,
    prefix: connection.prefix,
    settings: {
      MILLRACE_TRAIN_EVENTS_MIN: "2000",
      MILLRACE_TRAIN_BUDGET_MS: "30000",
      MILLRACE_TRAIN_LANGUAGE: "false",
      // Networks are taken into use right before a snapshot.
      MILLRACE_SNAPSHOT_EVERY_EVENTS: "200",
      MILLRACE_SNAPSHOT_EVERY_MS: "1000",
    },
  });
  await stack.start();
  await stack.ready();
});
afterAll(() => stack?.close());
showOnFailure(() => stack);

let told = 0;
const feed = (count: number): Promise<void> =>
  produce(
    connection,
    Array.from({ length: count }, () => {
      const n = told++;
      const { text, positive } = orderedText(n);
      const time = 1_700_000_000_000 + n * 1_000;
      const review = {
        id: `r${n}`,
        time,
        userId: `u${n}`,
        itemId: `i${n % 50}`,
        rating: positive ? 5 : 1,
        text,
      };
      return { topic: "reviews", key: review.userId, value: JSON.stringify(review) };
    }),
  );

interface Row {
  readonly stream: string;
  readonly model: string;
  readonly champion: boolean;
  readonly events: number;
  readonly recent: Readonly<Record<string, number>>;
}

const rungs = async (): Promise<readonly Row[]> => {
  const { body } = await stack.request("GET", "/v1/models");
  return (body as { readonly models: readonly Row[] }).models.filter(({ stream }) => stream === "reviews");
};

it("a network that reads words in order becomes champion where only their order tells, and then answers", async () => {
  const networks: readonly string[] = textNetworks;
  await feed(TAUGHT);
  let fed = performance.now();
  let champion = "";
  // Each wave brings events to be scored and a snapshot before which networks are taken into use.
  await until(
    "a network is champion",
    async () => {
      if (performance.now() - fed > WAVE_EVERY_MS) {
        fed = performance.now();
        await feed(WAVE);
      }
      champion = (await rungs()).find((row) => row.champion)?.model ?? "";
      return networks.includes(champion);
    },
    200_000,
  );
  console.info((await rungs()).map(({ model, events, recent }) => ({ model, events, ...recent })));
  const texts = Array.from({ length: ASKED }, (_, n) => orderedText(1_000_000 + n));
  let right = 0;
  for (const { text, positive } of texts) {
    const { status, body } = await stack.request("POST", "/v1/sentiment", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
    });
    const { rung, score } = body as { readonly rung: string; readonly score: number };
    expect([status, networks.includes(rung)]).toEqual([200, true]);
    if (score >= 0.5 === positive) right++;
  }
  // Words without order are right half of the time: 40 coins show 32 heads once in 10,000 times.
  expect(right).toBeGreaterThan(32);
}, 300_000);
