import { Trouble } from "@millrace/pipeline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenedApi, openedApi, progressOf, secrets } from "../testing/opened-api.ts";
import { encodeAfter } from "./after.ts";

type Method = "GET" | "POST" | "HEAD";
interface Route {
  readonly method: Method;
  readonly url: string;
  readonly hidden: boolean;
}

const found: Route[] = [];
let api: OpenedApi;

beforeAll(async () => {
  api = await openedApi({
    env: { MILLRACE_BODY_BYTES_MAX: "2048", MILLRACE_BATCH_EVENTS_MAX: "2", MILLRACE_AFTER_WAIT_MS: "200" },
    before: (app) => {
      app.addHook("onRoute", ({ method, url, schema }) => {
        for (const one of [method].flat())
          found.push({ method: one as Method, url, hidden: schema !== undefined && "hide" in schema });
      });
      app.get("/forgotten", async () => ({ said: "by a route without a scope" }));
    },
    parts: {
      deadLetters: {
        list: async () => {
          throw new Error("the password of the engine is swordfish");
        },
        replay: async () => {
          throw new Trouble("engine_unavailable", "", { retryable: true });
        },
      },
    },
  });
  await api.app.ready();
});
afterAll(() => api.app.close());

const call = (method: Method, url: string, secret?: string, payload?: string) =>
  api.app.inject({
    method,
    url,
    headers: {
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(payload === undefined ? {} : { payload }),
  });

const concrete = (url: string): string => url.replaceAll(/:\w+/g, "x");

describe("access", () => {
  const open = ["/healthz", "/readyz", "/"];

  test("is denied on every route to whoever has no key, or a wrong one, but for health and the page's files", async () => {
    expect(found.length).toBeGreaterThan(40);
    for (const { method, url } of [...found, { method: "GET" as const, url: "/docs/json" }]) {
      for (const secret of [undefined, "a-wrong-secret-of-tests", secrets.read.slice(1)]) {
        const { statusCode, headers } = await call(method, concrete(url), secret);
        if (open.includes(url)) expect([url, statusCode]).toEqual([url, 200]);
        else if (url === "/dashboard/*") expect([url, statusCode]).toEqual([url, 404]);
        else expect([method, url, statusCode]).toEqual([method, url, 401]);
        if (statusCode === 401) expect(headers["www-authenticate"]).toBe("Bearer");
      }
    }
  });

  test("is by scope: each key reaches its routes, admin all, and a route without a scope needs admin", async () => {
    const status = async (method: Method, url: string): Promise<number[]> =>
      Promise.all(
        (["ingest", "read", "admin"] as const).map(
          async (scope) =>
            (await call(method, url, secrets[scope], method === "POST" ? "{" : undefined)).statusCode,
        ),
      );
    expect(await status("GET", "/forgotten")).toEqual([403, 403, 200]);
    expect(await status("GET", "/v1/models")).toEqual([403, 200, 200]);
    expect(await status("HEAD", "/v1/models")).toEqual([403, 200, 200]);
    expect(await status("GET", "/metrics")).toEqual([403, 200, 200]);
    expect(await status("GET", "/docs/json")).toEqual([403, 200, 200]);
    expect(await status("GET", "/v1/admin/state")).toEqual([403, 403, 200]);
    expect(await status("POST", "/v1/events/baskets")).toEqual([400, 403, 400]);
  });

  test("any key hears that a path, or a method on it, is not there; without one nobody learns which there are", async () => {
    for (const secret of [secrets.ingest, secrets.read, secrets.admin]) {
      const nowhere = await call("GET", "/v1/nowhere", secret);
      expect([nowhere.statusCode, nowhere.json()]).toMatchObject([404, { code: "not_found" }]);
      const wrong = await call("POST", "/v1/users/u/recommendations?limit=3", secret, "{}");
      expect([wrong.statusCode, wrong.json(), wrong.headers.allow]).toMatchObject([
        405,
        { code: "method_not_allowed" },
        "GET, HEAD",
      ]);
    }
    expect((await call("POST", "/v1/models", undefined, "{}")).statusCode).toBe(401);
    expect((await call("GET", "/v1/events/baskets", secrets.read)).headers.allow).toBe("POST");
  });

  test("without keys is free, for such an API listens on loopback only", async () => {
    const { app } = await openedApi({ keyed: false });
    expect((await app.inject("/v1/admin/state")).statusCode).toBe(200);
    await app.close();
  });
});

test("every route is in the OpenAPI document, but for those that are no part of the contract", async () => {
  const { paths, security } = (await call("GET", "/docs/json", secrets.read)).json() as {
    paths: Record<string, object>;
    security: unknown;
  };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = found.filter(({ method, hidden }) => method !== "HEAD" && !hidden);
  expect(documented.sort()).toEqual(
    routes.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, "{$1}")}`).sort(),
  );
  expect([...new Set(found.filter(({ hidden }) => hidden).map(({ url }) => url))].sort()).toEqual([
    "/",
    "/dashboard/*",
    "/metrics",
  ]);
  expect(security).toEqual([{ key: [] }]);
});

describe("what cannot be answered", () => {
  const long = (text: string): string => text.replace("LONG", "x".repeat(text.startsWith("[") ? 3_000 : 257));
  test.each([
    ["GET", "/v1/nothing", undefined, 404, "not_found"],
    ["GET", "/v1/pages/nothing", undefined, 404, "not_found"],
    ["GET", "/v1/sessions/nobody/next", undefined, 404, "not_found"],
    ["GET", "/v1/series/nothing/forecast", undefined, 404, "not_found"],
    ["GET", "/v1/items/nothing/related", undefined, 404, "not_found"],
    ["GET", "/v1/items/nothing/sentiment", undefined, 404, "not_found"],
    ["GET", "/v1/reviews/nothing", undefined, 404, "not_found"],
    ["GET", "/v1/live?stream=nothing", undefined, 404, "not_found"],
    ["POST", "/v1/events/nothing", "[{}]", 404, "not_found"],
    ["GET", "/v1/rules?limit=0", undefined, 422, "unprocessable"],
    ["GET", "/v1/rules?limit=1001", undefined, 422, "unprocessable"],
    ["GET", "/v1/rules?limit=5&limit=6", undefined, 422, "unprocessable"],
    ["GET", "/v1/rules?minLift=-1", undefined, 422, "unprocessable"],
    ["GET", "/v1/rules?sort=name", undefined, 422, "unprocessable"],
    ["GET", "/v1/rules?after=nonsense", undefined, 422, "unprocessable"],
    ["GET", "/v1/series/x/forecast?horizon=1001", undefined, 422, "unprocessable"],
    ["GET", "/v1/series/x/forecast?level=1", undefined, 422, "unprocessable"],
    ["GET", "/v1/pages/LONG", undefined, 422, "unprocessable"],
    ["POST", "/v1/sentiment", "{}", 422, "unprocessable"],
    ["POST", "/v1/users/lookup", '{"ids":[]}', 422, "unprocessable"],
    ["POST", "/v1/recommendations", '{"ratings":[{"itemId":"a","rating":9}]}', 422, "unprocessable"],
    ["POST", "/v1/sentiment", "{", 400, "bad_request"],
    ["POST", "/v1/sentiment", '{"__proto__":{"text":"x"},"text":"y"}', 400, "bad_request"],
    ["POST", "/v1/events/baskets", "[]", 400, "bad_request"],
    ["POST", "/v1/events/baskets", '["LONG"]', 413, "too_large"],
    ["POST", "/v1/events/baskets", "[1,2,3]", 413, "too_large"],
    ["GET", "/v1/dead-letters", undefined, 500, "internal"],
    ["POST", "/v1/dead-letters/replay", "{}", 503, "unavailable"],
  ] as const)("%s %s is a problem that says so: %s → %i %s", async (method, url, payload, status, code) => {
    const reply = await call(method, long(url), secrets.admin, payload && long(payload));
    expect(reply.headers["content-type"]).toMatch(/^application\/problem\+json/);
    const body = reply.json() as Record<string, unknown>;
    expect([reply.statusCode, body]).toMatchObject([status, { type: "about:blank", status, code }]);
    expect(body.title).not.toBe("");
    expect(body.detail).not.toBe("");
  });

  test("says nothing of what went wrong inside, which the journal names", async () => {
    const { body } = await call("GET", "/v1/dead-letters", secrets.admin);
    expect(body).not.toContain("swordfish");
    const [entry] = api.journal.of("request_failed");
    expect(entry?.facts).toMatchObject({
      route: "/v1/dead-letters",
      error: expect.stringContaining("swordfish"),
    });
    expect(JSON.stringify(api.journal.entries)).not.toContain(secrets.admin);
  });

  test("names when to try again where that may help", async () => {
    expect((await call("POST", "/v1/dead-letters/replay", secrets.admin, "{}")).headers["retry-after"]).toBe(
      "1",
    );
  });
});

describe("reading one's own writes", () => {
  const token = (offset: number): string => encodeAfter([{ stream: "readings", partition: 1, offset }]);

  test("waits until the answers reflect the events named", async () => {
    let answered = false;
    const reply = call("GET", `/v1/series?after=${token(3)}`, secrets.read).then((done) => {
      answered = true;
      return done;
    });
    api.view.progressed("readings", 1, progressOf(2));
    await call("GET", "/healthz");
    expect(answered).toBe(false);
    api.view.progressed("readings", 1, progressOf(3));
    expect((await reply).statusCode).toBe(200);
    expect((await call("GET", `/v1/series?after=${token(3)}`, secrets.read)).statusCode).toBe(200);
  });

  test("refuses a token at once that names a stream or a place that cannot be", async () => {
    const places = [
      { stream: "sonnets", partition: 0, offset: 1 },
      { stream: "ratings", partition: 0, offset: 1 },
      { stream: "readings", partition: -1, offset: 1 },
      { stream: "readings", partition: 0.5, offset: 1 },
      { stream: "readings", partition: 4, offset: 0 },
    ];
    for (const place of places) {
      const reply = await call("GET", `/v1/models?after=${encodeAfter([place])}`, secrets.read);
      expect([place, reply.statusCode, reply.json()]).toMatchObject([place, 422, { code: "unprocessable" }]);
    }
  });

  test("gives up after a time, says so, and says when to try again", async () => {
    const reply = await call("GET", `/v1/series?after=${token(99)}`, secrets.read);
    expect([reply.statusCode, reply.json()]).toMatchObject([503, { code: "not_yet" }]);
    expect(reply.headers["retry-after"]).toBe("1");
  });
});

test("whoever asks too often is told to wait, by key or by address, and nobody else", async () => {
  const { app } = await openedApi({ env: { MILLRACE_RATE_PER_SECOND: "1" } });
  const ask = (secret?: string, remoteAddress = "127.0.0.1") =>
    app.inject({
      url: "/v1/models",
      remoteAddress,
      headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
    });
  const many = async (secret?: string) => {
    const replies = [];
    for (let i = 0; i < 8; i++) replies.push(await ask(secret));
    return replies;
  };
  const limited = (await many(secrets.read)).find(({ statusCode }) => statusCode === 429);
  expect(limited?.json()).toMatchObject({ status: 429, code: "too_many_requests" });
  expect(Number(limited?.headers["retry-after"])).toBeGreaterThanOrEqual(1);
  expect((await ask(secrets.admin)).statusCode).toBe(200);
  // Guessing keys costs the guesser's address, before any key is looked at twice.
  expect((await many("a-wrong-secret-of-tests")).some(({ statusCode }) => statusCode === 429)).toBe(true);
  expect((await ask(undefined, "10.0.0.9")).statusCode).toBe(401);
  await app.close();
});

test("every answer names its request: by the caller's own id where that is one, else by a new one", async () => {
  const ask = async (id?: string): Promise<unknown> =>
    (
      await api.app.inject({
        url: "/healthz",
        ...(id === undefined ? {} : { headers: { "x-request-id": id } }),
      })
    ).headers["x-request-id"];
  expect(await ask("order-17:a.b_c")).toBe("order-17:a.b_c");
  for (const forged of [undefined, "", "a b", 'x"}', "y".repeat(65)])
    expect(await ask(forged)).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
});

test("answers carry the headers that keep a browser from guessing, framing and sharing", async () => {
  const { headers } = await call("GET", "/healthz");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["content-security-policy"]).toContain("default-src 'self'");
  expect(headers["access-control-allow-origin"]).toBeUndefined();
});
