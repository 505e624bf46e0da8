import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { type Line, makeTopics, produce } from "../support/produce.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

/** Letters of a first and of a second item, and of the third that both together lead to. */
const LETTERS = 4;
const NETWORKS: readonly string[] = ["boltzmann", "autoencoder"];
/** Of 16 pairs; by chance, and by anything linear, 4. */
const RIGHT_MIN = 12;
const FIRST_USERS = 500;
const WAVE = 40;
const WAVE_EVERY_MS = 1_500;
/** By then a network that ranks every third item right is ahead by more than ten standard errors. */
const USERS_MAX = 3_000;

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
      // Whatever was learned of too few users is learned again of more.
      MILLRACE_TRAIN_EVERY_MS: "10000",
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

let clicked = 0;
const click = (userId: string, itemId: string): Line => {
  const event = {
    id: `taste-${clicked}`,
    time: 1_700_000_000_000 + clicked++ * 1_000,
    sessionId: `session-${userId}`,
    userId,
    itemId,
    action: "view",
  };
  return { topic: "clicks", key: event.sessionId, value: JSON.stringify(event) };
};

let fed = 0;
/**
 * Each user turns to one of the first items, one of the second and then to that third item which both lead to. Neither leads there
 * alone: all pairs of items come equally often, so that nothing that adds up what single items say can tell.
 */
const feed = (count: number): Promise<void> => {
  const users = Array.from({ length: count }, () => fed++);
  const firstOf = (user: number): number => user % LETTERS;
  const secondOf = (user: number): number => (user >> 2) % LETTERS;
  return produce(connection, [
    ...users.map((user) => click(`user-${user}`, `first-${firstOf(user)}`)),
    ...users.map((user) => click(`user-${user}`, `second-${secondOf(user)}`)),
    ...users.map((user) => click(`user-${user}`, `third-${(firstOf(user) + secondOf(user)) % LETTERS}`)),
  ]);
};

interface Row {
  readonly stream: string;
  readonly model: string;
  readonly champion: boolean;
  readonly events: number;
  readonly metrics: Readonly<Record<string, number>>;
}

const scores = async (): Promise<readonly Row[]> => {
  const { body } = await stack.request("GET", "/v1/models");
  return (body as { readonly models: readonly Row[] }).models;
};
const rungs = async (): Promise<readonly Row[]> =>
  (await scores()).filter(({ stream }) => stream === "preferences");

interface Recommended {
  readonly itemId: string;
  readonly why: readonly { readonly source: string; readonly weight: number; readonly evidence: unknown }[];
}

const recommended = async (path: string): Promise<readonly Recommended[]> => {
  const { body } = await stack.request("GET", path);
  return (body as { readonly items?: readonly Recommended[] }).items ?? [];
};

/** What leads, and what is named first for somebody who turned to one of the first items and one of the second. */
const asked = async (
  first: number,
  second: number,
): Promise<{ readonly itemId: string; readonly network: unknown }> => {
  const events = [`first-${first}`, `second-${second}`].map((itemId) => ({ itemId }));
  const { body } = await stack.post("/v1/recommendations", { events, limit: 1, explain: true });
  const [best] = (body as { readonly items: readonly Recommended[] }).items;
  const why = best?.why.find(({ source }) => source === "preferences");
  const { network } = (why?.evidence ?? {}) as { readonly network?: unknown };
  return { itemId: best?.itemId ?? "", network };
};
/** Out of all pairs of two such items, those that by what is named first lead where they should. */
const rightly = async (): Promise<{ readonly right: number; readonly networks: ReadonlySet<unknown> }> => {
  const networks = new Set<unknown>();
  let right = 0;
  for (let first = 0; first < LETTERS; first++)
    for (let second = 0; second < LETTERS; second++) {
      const { itemId, network } = await asked(first, second);
      if (itemId !== `third-${(first + second) % LETTERS}`) continue;
      networks.add(network);
      right++;
    }
  return { right, networks };
};

it("a network over items, trained on what flowed, takes the lead where nothing linear can win, and answers", async () => {
  await feed(FIRST_USERS);
  let lastFed = performance.now();
  // Each wave brings events to be scored and a snapshot before which networks are taken into use.
  const networks = await until(
    "both networks are scored, one leads, and what it answers is right",
    async () => {
      if (performance.now() - lastFed > WAVE_EVERY_MS && fed < USERS_MAX) {
        lastFed = performance.now();
        await feed(WAVE);
      }
      const found = (await rungs()).filter(({ model }) => NETWORKS.includes(model));
      if (!found.every(({ events }) => events > 0) || !found.some(({ champion }) => champion))
        return undefined;
      const answered = await rightly();
      // Who else turned to both could tell, too: what is named has to come by the network.
      return answered.right >= RIGHT_MIN && !answered.networks.has(undefined) ? answered.networks : undefined;
    },
    280_000,
  );
  const found = await rungs();
  console.info(
    fed,
    networks,
    Object.fromEntries(found.map(({ model, events, metrics }) => [model, { events, ...metrics }])),
  );
  for (const network of networks) expect(network).toMatch(/^(boltzmann|autoencoder)\//);
  expect(found.find(({ champion }) => champion)?.model).toMatch(/^(boltzmann|autoencoder)$/);
}, 400_000);

const THINGS = { plucked: ["guitar", "banjo", "lute"], beaten: ["drum", "gong", "bell"] } as const;
const REVIEWS = 300;

const review = (n: number): Line => {
  const how = n % 2 === 0 ? "plucked" : "beaten";
  const thing = THINGS[how][(n >> 1) % 3] ?? "";
  const part = how === "plucked" ? "string" : "stick";
  const event = {
    id: `review-${n}`,
    time: 1_750_000_000_000 + n,
    userId: `reviewer-${n}`,
    itemId: `reviewed-${n % 7}`,
    // No liking: the reviewers' items are nobody's candidates.
    rating: 2,
    text: `The ${thing} is ${how} by the ${part}. A ${part} for the ${thing}!`,
  };
  return { topic: "reviews", key: event.itemId, value: JSON.stringify(event) };
};

const described = (itemId: string, title: string): Line => ({
  topic: "items",
  key: itemId,
  value: JSON.stringify({ itemId, title }),
});

interface Similar {
  readonly itemId: string;
  readonly why: readonly { readonly source: string; readonly weight: number }[];
}

const similarTo = async (itemId: string): Promise<readonly Similar[]> => {
  const { body } = await stack.request("GET", `/v1/items/${itemId}/related`);
  return (body as { readonly similar?: readonly Similar[] }).similar ?? [];
};

const contentOf = (items: readonly Recommended[], itemId: string): number | undefined =>
  items.find((item) => item.itemId === itemId)?.why.find(({ source }) => source === "content")?.weight;

it("an item of which there is nothing but a description is related and recommended, by its words and by what they mean", async () => {
  await produce(connection, [
    described("kettle", "blue enamel kettle"),
    described("new-kettle", "red enamel kettle"),
    described("a-guitar", "guitar"),
    described("new-lute", "lute"),
    described("new-gong", "gong"),
    click("cook", "kettle"),
    click("player", "a-guitar"),
  ]);
  const ofCook = await until("a described item is recommended", async () => {
    const items = await recommended("/v1/users/cook/recommendations?limit=30&explain=true");
    return contentOf(items, "new-kettle") === undefined ? undefined : items;
  });
  expect(contentOf(ofCook, "new-kettle")).toBeGreaterThan(0);
  expect(contentOf(ofCook, "new-lute")).toBeUndefined();
  expect(await similarTo("new-kettle")).toMatchObject([{ itemId: "kettle", why: [{ source: "content" }] }]);
  expect(await similarTo("new-lute")).toEqual([]);

  await produce(
    connection,
    Array.from({ length: REVIEWS }, (_, n) => review(n)),
  );
  // "guitar" and "lute" have no letter sequence in common that could make them alike: the reviews use them alike.
  const related = await until(
    "vectors of words are trained and in use",
    async () => {
      const found = await similarTo("new-lute");
      return found.length > 0 ? found : undefined;
    },
    90_000,
  );
  expect(related[0]).toMatchObject({ itemId: "a-guitar", why: [{ source: "content" }] });
  const ofPlayer = await recommended("/v1/users/player/recommendations?limit=30&explain=true");
  const [lute = 0, gong = 0] = ["new-lute", "new-gong"].map((itemId) => contentOf(ofPlayer, itemId));
  expect(lute).toBeGreaterThan(0);
  expect(lute).toBeGreaterThan(gong);
}, 180_000);

const HISTORIES = ["0", "1", "2-5", "6-20", "21+"];
const COLLECTORS = 20;
const COLLECTED = 40;

it("the scoreboard tells how well users are served by what is known of them, from nothing to more than twenty items", async () => {
  await produce(
    connection,
    Array.from({ length: COLLECTORS * COLLECTED }, (_, n) =>
      click(`collector-${n % COLLECTORS}`, `piece-${(Math.floor(n / COLLECTORS) + n) % (2 * COLLECTED)}`),
    ),
  );
  const found = await until("every length of history is scored", async () => {
    const rows = (await scores()).filter(({ stream }) => stream.startsWith("preferences/"));
    const isScored = (history: string): boolean =>
      rows.some(
        ({ stream, model, events }) => stream === `preferences/${history}` && model === "blend" && events > 0,
      );
    return HISTORIES.every(isScored) ? rows : undefined;
  });
  console.info(
    found
      .map(({ stream, model, events, metrics }) =>
        [stream, model, events, metrics.ndcgAt10, metrics.recallAt10].join(" "),
      )
      .join("\n"),
  );
  for (const { metrics } of found)
    for (const metric of ["ndcgAt10", "recallAt10"]) {
      expect(metrics[metric]).toBeGreaterThanOrEqual(0);
      expect(metrics[metric]).toBeLessThanOrEqual(1);
    }
  const { body } = await stack.post("/v1/recommendations", { limit: 5 });
  expect((body as { readonly items: readonly unknown[] }).items).toHaveLength(5);
}, 60_000);
