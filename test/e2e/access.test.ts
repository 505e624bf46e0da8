import { afterAll, beforeAll, expect, it } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";

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
  "GET /v1/series",
  "GET /v1/series/{seriesId}/forecast",
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

const secrets = { ingest: "an-ingest-secret-for-tests", read: "a-read-secret-for-tests" };
const broker = useBroker();
let stack: Stack;
let documented: string[] = [];

beforeAll(async () => {
  const connection = broker.connection();
  stack = await Stack.make({
    brokers: broker.brokers,
    prefix: connection.prefix,
    settings: { MILLRACE_API_KEYS: `in:ingest:${secrets.ingest},out:read:${secrets.read}` },
  });
  await stack.start();
  const { status, body } = await stack.get("/docs/json", { authorization: `Bearer ${secrets.read}` });
  expect(status).toBe(200);
  const { openapi, paths } = body as { openapi: string; paths: Record<string, Record<string, unknown>> };
  expect(openapi).toMatch(/^3\.1\./);
  documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
});

afterAll(() => stack?.close());
showOnFailure(() => stack);

it("documents every route that is promised", () => {
  expect(promised.filter((route) => !documented.includes(route))).toEqual([]);
});

it("lets nobody without a key, or with a wrong one, through any route but health", async () => {
  for (const route of [...documented, "GET /metrics", "GET /docs", "GET /docs/json"]) {
    const [method = "", path = ""] = route.split(" ");
    for (const headers of [{}, { authorization: "Bearer a-wrong-secret-for-tests" }]) {
      const init = method === "POST" ? { headers, body: "{}" } : { headers };
      const { status, type, body } = await stack.request(method, path.replaceAll(/\{\w+\}/g, "x"), init);
      if (open.includes(route)) expect([route, status]).not.toEqual([route, 401]);
      else {
        expect([route, status, body]).toMatchObject([route, 401, { code: "unauthorized" }]);
        expect(type).toMatch(/^application\/problem\+json/);
      }
    }
  }
});

it("lets a key do what its scope says and nothing else", async () => {
  const as = (scope: keyof typeof secrets) => ({ authorization: `Bearer ${secrets[scope]}` });
  expect(await stack.get("/v1/models", as("ingest"))).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(await stack.get("/v1/models", as("read"))).toMatchObject({ status: 200 });
  expect(await stack.post("/v1/events/baskets", [], as("read"))).toMatchObject({ status: 403 });
  expect(await stack.get("/v1/dead-letters", as("read"))).toMatchObject({ status: 403 });
  expect(await stack.get("/v1/admin/state", as("read"))).toMatchObject({ status: 403 });
});
