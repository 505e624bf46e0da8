import { BasketLog } from "@millrace/itemsets";
import { encodeWeights } from "@millrace/neural";
import { randomNextItem, untrainedCard } from "@millrace/neural/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feed, type OpenedApi, openedApi, secrets, tell } from "../testing/opened-api.ts";

let api: OpenedApi;
const published: { stream: string; values: string[] }[] = [];

beforeAll(async () => {
  const kept = {
    id: "kept",
    userId: "nobody-may-know",
    itemId: "bread",
    rating: 5,
    text: "nobody-may-know",
    deleted: false,
    label: "positive",
    score: 0.9,
    rung: "bayes",
    rungs: { bayes: 0.9, gru: null },
    partition: 0,
    offset: 3,
    generation: 0,
    eventTime: 0,
  };
  const letter = {
    stream: "clicks",
    topic: "millrace.clicks",
    partition: 0,
    offset: 1,
    reason: "not_json",
    detail: "d",
  };
  api = await openedApi({
    parts: {
      // Each of these gives more than it should, as a table with further columns would.
      history: {
        reviewById: async (id) => (id === "kept" ? kept : undefined),
        seriesHistory: async () => [],
        scoresHistory: async () => [],
        seriesAlarms: async () => [],
        deedsOf: async () => [],
      },
      deadLetters: {
        list: async () => [
          Object.assign(
            { ...letter, arrivedAt: "2026-01-01T00:00:00Z", key: null, value: "e30=" },
            { headers: "nobody-may-know" },
          ),
        ],
        replay: async () => 3,
      },
      door: {
        publish: async (stream, values) => {
          published.push({ stream, values: values.map((value) => Buffer.from(value).toString("utf8")) });
          const rejected = [
            Object.assign({ index: 1, reason: "not_json", detail: "d" }, { value: "nobody-may-know" }),
          ];
          return { places: [{ stream, partition: 2, offset: 7 }], rejected };
        },
      },
      store: { raiseGeneration: async () => 4 },
    },
  });
  const log = new BasketLog({ scope: { kind: "landmark" }, itemsMax: 10, basketsMax: 100 });
  for (const basket of [["bread", "milk"], ["bread", "milk"], ["bread", "butter"], ["tea"]])
    log.add(basket, 0);
  const drain = function* () {
    for (const { kind, number, bytes = null } of log.drain())
      yield { entity: `${kind === "items" ? "items" : "block"}/${number}`, value: bytes };
  };
  const globals = { partition: 0, folded: 0, errorBound: 0 };
  tell(
    api.view,
    "baskets",
    { drain, status: () => ({ sizes: {}, weights: {}, globals }), scores: () => [] },
    3,
  );
  feed(api.view);
  api.view.catalogue.apply({ itemId: "milk", time: 0, title: "Whole milk", deleted: false });
});
afterAll(() => api.app.close());

const ask = async (
  method: "GET" | "POST",
  url: string,
  payload?: object,
): Promise<{ status: number; body: Record<string, unknown>; text: string }> => {
  const headers = { authorization: `Bearer ${secrets.admin}` };
  const reply = await api.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: reply.statusCode, body: reply.json(), text: reply.body };
};

const answers: [method: "GET" | "POST", url: string, payload?: object][] = [
  ["GET", "/v1/users/v/recommendations?explain=true"],
  ["GET", "/v1/users/nobody/recommendations"],
  [
    "POST",
    "/v1/recommendations",
    { basket: ["bread"], events: [{ itemId: "milk" }], ratings: [{ itemId: "milk", rating: 1 }] },
  ],
  ["GET", "/v1/items/bread/related"],
  ["GET", "/v1/rules"],
  ["POST", "/v1/rules/query", { items: ["bread"] }],
  ["GET", "/v1/itemsets?size=1"],
  ["GET", "/v1/sessions/s/next"],
  ["GET", "/v1/pages/bread"],
  ["GET", "/v1/reviews/r0"],
  ["GET", "/v1/reviews/kept"],
  ["GET", "/v1/items/bread/sentiment"],
  ["POST", "/v1/sentiment", { text: "good bread" }],
  ["GET", "/v1/complete?q=good"],
  ["GET", "/v1/complete"],
  ["GET", "/v1/words/good/similar"],
  ["GET", "/v1/series"],
  ["GET", "/v1/series/wind/forecast"],
  ["GET", "/v1/series/wind/anomalies?from=2020-01-01T00:00:00Z&to=1893456000000"],
  ["GET", "/v1/models"],
  ["GET", "/v1/models/history"],
  ["GET", "/v1/networks"],
  ["GET", "/v1/series/wind/history"],
  ["GET", "/v1/items?q=MILK"],
  ["GET", "/v1/sessions"],
  ["GET", "/v1/pages"],
  ["GET", "/v1/map"],
  ["GET", "/v1/map?of=users&method=tsne"],
];

test.each(answers)(
  "%s %s says who answered, from what state, by which step, and how new it is",
  async (...[method, url, payload]) => {
    const { status, body } = await ask(method, url, payload);
    expect([url, status, body]).toMatchObject([url, 200, {}]);
    expect(body.model).toMatch(/./);
    expect(body.modelVersion).toMatch(/^\d+\.\d+/);
    expect(body.rung).toMatch(/./);
    expect(body.computedAt).toBe("2026-01-01T00:00:00.000Z");
    expect(Number.isNaN(Date.parse(String(body.eventTime)))).toBe(false);
  },
);

test("a network's card tells what it was trained on and how simpler models do on the same predictions", async () => {
  const weights = randomNextItem(["bread", "milk"], 4, 1);
  api.view.networks.add("next-item", "v1", encodeWeights(weights, untrainedCard("next-item")));
  const { body } = await ask("GET", "/v1/networks");
  expect(body.networks).toEqual([
    {
      ...untrainedCard("next-item"),
      version: "v1",
      epochs: 1,
    },
  ]);
  expect(body.networks).toMatchObject([{ seed: 1, beside: { markov: { recall1: 0.25 } } }]);
});

test("rules carry their measures, and sorting, bounds and items choose among them", async () => {
  const { body } = await ask("GET", "/v1/rules?item=milk&sort=confidence");
  expect(body).toMatchObject({ baskets: 4 });
  expect(body.rules).toEqual([
    expect.objectContaining({
      if: ["milk"],
      then: ["bread"],
      count: 2,
      support: 0.5,
      confidence: 1,
      lift: 4 / 3,
      conviction: null,
      errorBound: 0,
    }),
    expect.objectContaining({
      if: ["bread"],
      then: ["milk"],
      count: 2,
      support: 0.5,
      confidence: 2 / 3,
      lift: 4 / 3,
    }),
  ]);
  expect((await ask("GET", "/v1/rules?item=milk&minConfidence=0.9")).body.rules).toHaveLength(1);
  expect((await ask("GET", "/v1/rules?minSupport=0.5")).body.rules).toHaveLength(2);
  expect((await ask("GET", "/v1/rules?limit=1")).body.rules).toHaveLength(1);
});

test("recommendations leave out what is excluded, fill up from below, and explain when asked", async () => {
  const items = async (url: string): Promise<{ itemId: string; why: unknown[]; title?: string }[]> =>
    (await ask("GET", url)).body.items as { itemId: string; why: unknown[]; title?: string }[];
  const all = await items("/v1/users/nobody/recommendations?explain=true");
  expect(all.map(({ itemId }) => itemId)).toEqual(expect.arrayContaining(["bread", "milk"]));
  for (const { why } of all) expect(why.length).toBeGreaterThan(0);
  expect(all.find(({ itemId }) => itemId === "milk")?.title).toBe("Whole milk");
  const rest = await items("/v1/users/nobody/recommendations?exclude=bread,tea");
  expect(rest.map(({ itemId }) => itemId)).not.toContain("bread");
  for (const { why } of rest) expect(why).toEqual([]);
});

test("many look-ups at once find what is known and name what is not", async () => {
  for (const [what, known] of [
    ["users", "v"],
    ["items", "bread"],
    ["series", "wind"],
  ]) {
    const { status, body } = await ask("POST", `/v1/${what}/lookup`, {
      ids: [known, "__proto__", "nothing"],
    });
    expect([what, status]).toEqual([what, 200]);
    expect(Object.keys(body.found as object)).toEqual([known]);
    expect(body.missing).toEqual(["__proto__", "nothing"]);
  }
});

test("nothing leaves that no schema names, whatever a part hands over", async () => {
  const told = [
    await ask("GET", "/v1/reviews/kept"),
    await ask("GET", "/v1/dead-letters"),
    await ask("POST", "/v1/events/baskets", [{}, {}]),
  ];
  expect(told.map(({ status }) => status)).toEqual([200, 200, 202]);
  for (const { text } of told) expect(text).not.toContain("nobody-may-know");
});

test("the door takes one object, an array, and lines, each event by its bytes", async () => {
  const send = async (type: string, payload: string) => {
    const headers = { authorization: `Bearer ${secrets.ingest}`, "content-type": type };
    return api.app.inject({ method: "POST", url: "/v1/events/clicks", headers, payload });
  };
  published.length = 0;
  await send("application/json", ' {"a": 1} ');
  await send("application/json", '[{"a":1},2]');
  await send("application/cloudevents-batch+json", '[{"a":1}]');
  await send("application/x-ndjson; charset=utf-8", '{"a": 1}\r\n\n \n{"b"');
  expect(published.map(({ values }) => values)).toEqual([
    [' {"a": 1} '],
    ['{"a":1}', "2"],
    ['{"a":1}'],
    ['{"a": 1}\r', '{"b"'],
  ]);
  const reply = await send("application/json", "{}");
  expect([reply.statusCode, reply.json()]).toMatchObject([
    202,
    { accepted: 1, rejected: [{ index: 1, reason: "not_json" }] },
  ]);
  expect((await send("text/plain", "x")).statusCode).toBe(415);
});

test("items are found by id and by a part of the title, and so are live sessions and pages", async () => {
  const milk = { itemId: "milk", title: "Whole milk" };
  for (const query of ["q=mil", "q=WHOLE", "ids=nothing,milk"])
    expect((await ask("GET", `/v1/items?${query}`)).body.items).toEqual([milk]);
  expect((await ask("GET", "/v1/items?q=nothing")).body.items).toEqual([]);
  expect((await ask("GET", "/v1/sessions")).body).toMatchObject({
    live: 1,
    sessions: [{ sessionId: "s", clicks: 5, lastItem: "milk" }],
  });
  const { body } = await ask("GET", "/v1/pages?limit=2");
  expect(body.pages).toMatchObject([
    { itemId: "bread", visits: 2, transitions: [{ itemId: "milk", count: 2, probability: 1 }] },
    { itemId: "milk", title: "Whole milk", visits: 2 },
  ]);
});

test("a map has a point for each item that was rated, with its title, and is finished for so few", async () => {
  const { body } = await ask("GET", "/v1/map?of=items&method=pca");
  expect(body).toMatchObject({ of: "items", method: "pca", done: true, rung: "pca" });
  expect((body.points as { id: string }[]).map(({ id }) => id).sort()).toEqual(["bread", "milk"]);
  for (const point of body.points as { x: number; y: number }[])
    expect([point.x, point.y].every(Number.isFinite)).toBe(true);
  expect((await ask("GET", "/v1/map?limit=10001")).status).toBe(422);
});

test("the page's files say what they are, may run nothing but themselves, and come once", async () => {
  const page = await api.app.inject("/");
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(page.headers["content-security-policy"]).not.toContain("unsafe");
  const again = await api.app.inject({ url: "/", headers: { "if-none-match": page.headers.etag ?? "" } });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
  const chart = await api.app.inject({
    url: "/dashboard/vendor/echarts.mjs",
    headers: { "accept-encoding": "gzip, br" },
  });
  expect(chart.headers).toMatchObject({
    "content-encoding": "gzip",
    "content-type": "text/javascript; charset=utf-8",
  });
  for (const path of ["%2e%2e%2fpackage.json", "..%2fpackage.json", "nothing.js", ""])
    expect((await api.app.inject(`/dashboard/${path}`)).statusCode).toBe(404);
});

test("administrators see where each partition stands, and start a stream anew", async () => {
  const { body } = await ask("GET", "/v1/admin/state");
  expect(body.partitions).toContainEqual(
    expect.objectContaining({ stream: "baskets", partition: 0, offset: 3, outcomes: { applied: 4 } }),
  );
  expect(await ask("POST", "/v1/admin/state/reset", { stream: "clicks" })).toMatchObject({
    status: 202,
    body: { generation: 4 },
  });
  expect((await ask("POST", "/v1/admin/state/reset", { stream: "nothing" })).status).toBe(404);
  expect(await ask("POST", "/v1/dead-letters/replay", {})).toMatchObject({
    status: 202,
    body: { replayed: 3 },
  });
});

test("health is 503 with its reasons while answers cannot be trusted", async () => {
  const readiness = () => ({
    status: "not ready" as const,
    reasons: ["clicks partition 1 is still being restored."],
    partitions: [],
  });
  const { app } = await openedApi({ parts: { readiness } });
  const reply = await app.inject("/readyz");
  expect([reply.statusCode, reply.json()]).toEqual([503, readiness()]);
  await app.close();
});
