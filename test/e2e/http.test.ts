import { beforeAll, describe, expect, it } from "vitest";
import { envelope, expectProblem, useKeyedStack, withKey } from "../support/keyed-stack.ts";
import { LiveListener } from "../support/sse.ts";

/** What the public contract promises, as far as the models of today can answer it. */
const promised = [
  "POST /v1/events/{stream}",
  "GET /v1/users/{userId}/recommendations",
  "POST /v1/recommendations",
  "GET /v1/items/{itemId}/related",
  "GET /v1/rules",
  "POST /v1/rules/query",
  "GET /v1/itemsets",
  "GET /v1/sessions/{sessionId}/next",
  "GET /v1/pages/{itemId}",
  "GET /v1/reviews/{id}",
  "GET /v1/items/{itemId}/sentiment",
  "POST /v1/sentiment",
  "GET /v1/complete",
  "GET /v1/words/{word}/similar",
  "GET /v1/series",
  "GET /v1/series/{seriesId}/forecast",
  "GET /v1/series/{seriesId}/anomalies",
  "GET /v1/models",
  "POST /v1/users/lookup",
  "POST /v1/items/lookup",
  "POST /v1/series/lookup",
  "GET /v1/dead-letters",
  "POST /v1/dead-letters/replay",
  "GET /v1/live",
  "GET /healthz",
  "GET /readyz",
];
const open = ["GET /healthz", "GET /readyz"];

const start = Date.parse("2026-01-01T00:00:00Z");
const on = useKeyedStack();
let documented: string[] = [];

beforeAll(async () => {
  const { status, body } = await on.stack.get("/docs/json", withKey("read"));
  expect(status).toBe(200);
  const { openapi, paths } = body as { openapi: string; paths: Record<string, Record<string, unknown>> };
  expect(openapi).toMatch(/^3\.1\./);
  documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
});

it("documents every route that is promised", () => {
  expect(promised.filter((route) => !documented.includes(route))).toEqual([]);
});

it("lets nobody without a key, or with a wrong one, through any route but health", async () => {
  for (const route of [...documented, "GET /metrics", "GET /docs", "GET /docs/json"]) {
    const [method = "", path = ""] = route.split(" ");
    for (const headers of [{ authorization: "" }, { authorization: "Bearer a-wrong-secret-for-tests" }]) {
      const init = method === "POST" ? { headers, body: "{}" } : { headers };
      const { status, type, body } = await on.stack.request(method, path.replaceAll(/\{\w+\}/g, "x"), init);
      if (open.includes(route)) expect([route, status]).not.toEqual([route, 401]);
      else {
        expect([route, status, body]).toMatchObject([route, 401, { code: "unauthorized" }]);
        expect(type).toMatch(/^application\/problem\+json/);
      }
    }
  }
});

it("lets a key do what its scope says and nothing else", async () => {
  expect(await on.stack.get("/v1/models", withKey("ingest"))).toMatchObject({
    status: 403,
    body: { code: "forbidden" },
  });
  expect(await on.stack.get("/v1/models", withKey("read"))).toMatchObject({ status: 200 });
  expect(await on.stack.post("/v1/events/baskets", [], withKey("read"))).toMatchObject({ status: 403 });
  expect(await on.stack.get("/v1/dead-letters", withKey("read"))).toMatchObject({ status: 403 });
  expect(await on.stack.get("/v1/admin/state", withKey("read"))).toMatchObject({ status: 403 });
});

describe("the producers' door", () => {
  it("takes one object, an array, and lines, and tells what it refused by its place", async () => {
    const good = { id: "d1", time: start, userId: "d", items: ["x"] };
    const one = await on.stack.post("/v1/events/baskets", good);
    expect(one).toMatchObject({ status: 202, body: { accepted: 1, rejected: [] } });
    const lines = `${JSON.stringify({ ...good, id: "d2" })}\n\n{"id":\n${JSON.stringify({ ...good, id: "d3", items: [] })}\n`;
    const some = await on.stack.post("/v1/events/baskets", lines, { "content-type": "application/x-ndjson" });
    expect(some).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        rejected: [
          { index: 1, reason: "not_json" },
          { index: 2, reason: "empty_basket" },
        ],
      },
    });
  });

  it("says what is wrong with a body that holds nothing to take", async () => {
    expectProblem(await on.stack.post("/v1/events/baskets", "{"), 400, "bad_request");
    expectProblem(await on.stack.post("/v1/events/baskets", [{ id: 1 }]), 400, "bad_request");
    expectProblem(await on.stack.post("/v1/events/nothing", [{}]), 404, "not_found");
    expectProblem(
      await on.stack.post("/v1/events/baskets", "x", { "content-type": "text/plain" }),
      415,
      "unsupported_media_type",
    );
  });

  it("bounds a body's size and its events", async () => {
    expectProblem(await on.stack.post("/v1/events/baskets", Array(101).fill({})), 413, "too_large");
    expectProblem(await on.stack.post("/v1/events/baskets", `[${" ".repeat(9_000_000)}]`), 413, "too_large");
  });
});

describe("requests that cannot be answered", () => {
  it.each([
    "/v1/rules?limit=0",
    "/v1/rules?limit=100000",
    "/v1/rules?minConfidence=2",
    "/v1/rules?after=nonsense",
    "/v1/series/wind/forecast?horizon=0",
    "/v1/series/wind/forecast?level=2",
  ])("%s is outside of what is answered", async (path) => {
    expectProblem(await on.stack.get(path), 422, "unprocessable");
  });

  it.each([
    "/v1/nothing",
    "/v1/sessions/nobody/next",
    "/v1/pages/nothing",
    "/v1/series/nothing/forecast",
    "/v1/items/nothing/related",
  ])("%s is unknown", async (path) => {
    expectProblem(await on.stack.get(path), 404, "not_found");
  });
});

describe("live streams", () => {
  const reading = (n: number) => ({ id: `l${n}`, time: start + n * 1000, seriesId: "live", value: n });
  const open = (lastId?: string): Promise<LiveListener> =>
    LiveListener.open(`${on.stack.url}/v1/live?stream=readings&key=live`, {
      ...withKey("read"),
      ...(lastId === undefined ? {} : { "last-event-id": lastId }),
    });

  it("send the current answer, then each change, and resume after the last one heard", async () => {
    const after = await on.publish(
      "readings",
      Array.from({ length: 10 }, (_, n) => reading(n)),
    );
    await on.answerOf("/v1/series/live/forecast", after);
    const listener = await open();
    const about = (n: number) => (message: { data: unknown }) =>
      (message.data as { points: { time: string }[] }).points[0]?.time ===
      new Date(start + n * 1000).toISOString();
    const first = await listener.next("the current answer", about(10));
    expect(first).toMatchObject({ event: "answer", data: { ...envelope, seriesId: "live" } });
    await on.publish("readings", [reading(10)]);
    const change = await listener.next("the change", about(11), 1);
    expect(change.id).not.toBe(first.id);
    listener.close();

    const missed = await on.publish("readings", [reading(11)]);
    await on.answerOf("/v1/series", missed);
    const resumed = await open(change.id);
    const caught = await resumed.next("what was missed", about(12));
    resumed.close();

    // Nothing happened since: the same answer is not sent again, and the next message is the next change.
    const quiet = await open(caught.id);
    await on.publish("readings", [reading(12)]);
    await quiet.next("the next change", about(13));
    expect(quiet.messages.filter(about(12))).toEqual([]);
    quiet.close();
  });

  it("of an unknown stream are refused", async () => {
    expectProblem(await on.stack.get("/v1/live?stream=nothing"), 404, "not_found");
  });
});

describe("dead letters", () => {
  it("can be put on their topic again", async () => {
    const connection = on.broker.connection(on.stack.prefix);
    const producer = await connection.producer();
    await producer.send({ topic: connection.name("clicks"), acks: -1, messages: [{ key: "k", value: "{" }] });
    const letters = async (): Promise<number> => {
      const { body } = await on.stack.get("/v1/dead-letters?stream=clicks");
      return (body as { deadLetters: object[] }).deadLetters.length;
    };
    await expect.poll(letters, { timeout: 30_000 }).toBe(1);
    const replayed = await on.stack.post("/v1/dead-letters/replay", { stream: "clicks", reason: "not_json" });
    expect(replayed).toMatchObject({ status: 202, body: { replayed: 1 } });
    await expect.poll(letters, { timeout: 30_000 }).toBe(2);
  });
});
