import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const USERS = 240;
const KINDS = 4;
const ITEMS_OF_A_KIND = 25;
const WAVE = 80;
const WAVE_EVERY_MS = 2_000;
/** Networks are asked about a sample of what is ranked; these find nearly all, popularity one in fourteen. */
const SCORED_MIN = 30;
/** So many that nobody turns to the same item twice. */
const EVENTS_MAX = USERS * (ITEMS_OF_A_KIND - 6);

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
      MILLRACE_TRAIN_EVENTS_MIN: "1000",
      MILLRACE_TRAIN_BUDGET_MS: "20000",
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
/** Every user turns to what is of one kind, to nothing twice. */
const feed = (count: number): Promise<void> =>
  produce(
    connection,
    Array.from({ length: count }, () => {
      const n = told++;
      const user = n % USERS;
      const step = Math.floor(n / USERS);
      const item = (user % KINDS) + KINDS * ((user * 7 + step * 3) % ITEMS_OF_A_KIND);
      const event = {
        id: `taste-${n}`,
        time: 1_700_000_000_000 + n * 1_000,
        sessionId: `session-${user}-${step >> 2}`,
        userId: `user-${user}`,
        itemId: `item-${item}`,
        action: "view",
      };
      return { topic: "clicks", key: event.sessionId, value: JSON.stringify(event) };
    }),
  );

interface Row {
  readonly stream: string;
  readonly model: string;
  readonly events: number;
  readonly metrics: Readonly<Record<string, number>>;
}

const rungs = async (): Promise<ReadonlyMap<string, Row>> => {
  const { body } = await stack.request("GET", "/v1/models");
  const { models } = body as { readonly models: readonly Row[] };
  return new Map(models.filter(({ stream }) => stream === "preferences").map((row) => [row.model, row]));
};

it("networks over items, trained on what flowed, join the scoreboard of a whole stack and find what users turn to", async () => {
  await feed(1_500);
  let fed = performance.now();
  // Each wave brings events to be scored and a snapshot before which networks are taken into use.
  await until(
    "both networks are scored",
    async () => {
      if (performance.now() - fed > WAVE_EVERY_MS && told < EVENTS_MAX) {
        fed = performance.now();
        await feed(WAVE);
      }
      const found = await rungs();
      return ["boltzmann", "autoencoder"].every((kind) => (found.get(kind)?.events ?? 0) >= SCORED_MIN);
    },
    150_000,
  );
  const found = await rungs();
  const recall = (model: string): number => found.get(model)?.metrics.recallAt10 ?? Number.NaN;
  console.info(
    Object.fromEntries([...found].map(([model, { events, metrics }]) => [model, { events, ...metrics }])),
  );
  for (const kind of ["boltzmann", "autoencoder"])
    expect(recall(kind)).toBeGreaterThan(2 * recall("popularity"));
  const { status, body } = await stack.request("GET", "/v1/users/user-1/recommendations?limit=5");
  const { items } = body as { readonly items: readonly { readonly itemId: string }[] };
  expect([status, items.length]).toEqual([200, 5]);
  for (const { itemId } of items) expect(Number(itemId.slice(5)) % KINDS).toBe(1);
}, 240_000);
