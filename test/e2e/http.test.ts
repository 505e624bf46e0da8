import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { LiveListener } from "../support/sse.ts";
import { type Reply, Stack } from "../support/stack.ts";

const keys = {
  ingest: "an-ingest-secret-for-tests",
  read: "a-read-secret-for-tests",
  admin: "an-admin-secret-for-tests",
};
const withKey = (scope: keyof typeof keys): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${keys[scope]}`,
});
const start = Date.parse("2026-01-01T00:00:00Z");

const broker = useBroker();
let connection: KafkaConnection;
let stack: Stack;

beforeAll(async () => {
  connection = broker.connection();
  stack = await Stack.make({
    brokers: broker.brokers,
    prefix: connection.prefix,
    headers: withKey("admin"),
    settings: {
      MILLRACE_API_KEYS: Object.entries(keys)
        .map(([scope, secret]) => `test-${scope}:${scope}:${secret}`)
        .join(","),
      MILLRACE_BATCH_EVENTS_MAX: "100",
    },
  });
  await stack.start();
  await stack.ready();
});

afterAll(() => stack?.close());
showOnFailure(() => stack);

/** Publishes events and returns the `after` token. */
const publish = async (stream: string, events: readonly object[]): Promise<string> => {
  const { status, body } = await stack.post(`/v1/events/${stream}`, events, withKey("ingest"));
  expect({ status, body }).toMatchObject({ status: 202, body: { accepted: events.length, rejected: [] } });
  return (body as { after: string }).after;
};

const envelope = {
  model: expect.any(String),
  modelVersion: expect.any(String),
  rung: expect.stringMatching(/./),
  computedAt: expect.stringMatching(/^\d{4}-.*Z$/),
};

/** Asks for an answer that reflects a token's events. */
const answerOf = async (path: string, after: string): Promise<object> => {
  const joined = `${path}${path.includes("?") ? "&" : "?"}after=${after}`;
  const { status, body } = await stack.get(joined, withKey("read"));
  expect({ path, status, body }).toMatchObject({ path, status: 200, body: envelope });
  return body as object;
};

const expectProblem = (reply: Reply, status: number, code: string): void => {
  expect(reply).toMatchObject({ status, body: { status, code, title: expect.any(String), detail: expect.any(String) } });
  expect(reply.type).toMatch(/^application\/problem\+json/);
};

describe("a caller reads its own writes", () => {
  it("of baskets: rules, itemsets and what is bought together", async () => {
    const basket = (n: number, items: readonly string[]) => ({ id: `b${n}`, time: start + n, userId: `u${n}`, items });
    const together = Array.from({ length: 6 }, (_, n) => basket(n, ["bread", "milk"]));
    const after = await publish("baskets", [...together, basket(6, ["bread"]), basket(7, ["eggs"])]);
    const rule = { if: ["milk"], then: ["bread"], count: 6, support: 0.75, confidence: 1, lift: 8 / 7, errorBound: 0 };
    const rules = await answerOf("/v1/rules?item=milk&sort=confidence", after);
    expect(rules).toMatchObject({ baskets: 8, eventTime: new Date(start + 7).toISOString(), rules: [rule, {}] });
    expect(await answerOf("/v1/itemsets?size=2", after)).toMatchObject({
      itemsets: [{ items: expect.arrayContaining(["bread", "milk"]), count: 6, support: 0.75 }],
    });
    const asked = await stack.post("/v1/rules/query", { items: ["milk"], limit: 5 }, withKey("read"));
    expect(asked).toMatchObject({ status: 200, body: { ...envelope, rules: [rule] } });
    const related = await answerOf("/v1/items/milk/related", after);
    expect(related).toMatchObject({ boughtTogether: [{ itemId: "bread", count: 6, support: 0.75, confidence: 1 }] });
  });

  it("of clicks: the next items of a live session, and a page's figures", async () => {
    const visit = (session: number): object[] =>
      ["home", "list", "shoe"].map((itemId, n) => ({
        id: `c${session}-${n}`,
        time: start + session * 1000 + n,
        sessionId: `s${session}`,
        itemId,
        action: "view",
      }));
    const after = await publish("clicks", [...Array.from({ length: 8 }, (_, n) => visit(n)).flat(), visit(9)[0] ?? {}]);
    const next = await answerOf("/v1/sessions/s9/next?limit=3", after);
    expect(next).toMatchObject({ sessionId: "s9", items: expect.arrayContaining([]) });
    expect((next as { items: object[] }).items.length).toBeGreaterThan(0);
    expect(await answerOf("/v1/pages/home", after)).toMatchObject({
      itemId: "home",
      visits: 9,
      transitions: [{ itemId: "list", count: 8, probability: 1 }],
    });
  });

  it("of readings: a forecast with its interval, beside what every rung says", async () => {
    const readings = Array.from({ length: 60 }, (_, n) => ({
      id: `r${n}`,
      time: start + n * 60_000,
      seriesId: "wind",
      value: 10 + Math.sin(n),
    }));
    const after = await publish("readings", readings);
    const forecast = (await answerOf("/v1/series/wind/forecast?horizon=5&level=0.8", after)) as {
      points: { time: string; value: number; lower: number; upper: number }[];
      rungs: Record<string, number[]>;
    };
    expect(forecast.points.map(({ time }) => Date.parse(time))).toEqual(
      [60, 61, 62, 63, 64].map((n) => start + n * 60_000),
    );
    for (const { value, lower, upper } of forecast.points) expect(lower <= value && value <= upper).toBe(true);
    expect(forecast.rungs.persistence).toHaveLength(5);
    const listed = await answerOf("/v1/series", after);
    expect(listed).toMatchObject({ series: [{ seriesId: "wind", readings: 60, intervalMs: 60_000 }] });
  });

  it("of reviews: the opinion in a text, and recommendations", async () => {
    const review = (user: number, item: number) => ({
      id: `v${user}-${item}`,
      time: start + user * 100 + item,
      userId: `u${user}`,
      itemId: `i${item}`,
      rating: user % 2 === item % 2 ? 5 : 1,
      text: user % 2 === item % 2 ? "excellent, I love it" : "terrible, I hate it",
    });
    const users = Array.from({ length: 12 }, (_, n) => n);
    const all = users.flatMap((user) => [0, 1, 2, 3].map((item) => review(user, item)));
    const after = await publish("reviews", [...all, review(20, 0), review(20, 1)]);
    expect(await answerOf("/v1/reviews/v20-0", after)).toMatchObject({ label: expect.any(String), score: expect.any(Number) });
    expect(await answerOf("/v1/items/i0/sentiment", after)).toBeTypeOf("object");
    const { items } = (await answerOf("/v1/users/u20/recommendations?limit=2&explain=true", after)) as {
      items: { itemId: string; score: number; why: object[] }[];
    };
    expect(items.map(({ itemId }) => itemId).sort()).toEqual(["i2", "i3"]);
    expect(items[0]).toMatchObject({ itemId: "i2", why: [{}] });
    const asked = await stack.post("/v1/sentiment", { text: "terrible, I hate it" }, withKey("read"));
    expect(asked).toMatchObject({ status: 200, body: { ...envelope, label: expect.any(String), score: expect.any(Number) } });
  });

  it("of a review that counts for nothing, since its id came before, or it is older than what is known", async () => {
    const review = { id: "w1", time: start, userId: "w", itemId: "i0", rating: 3 };
    await publish("reviews", [review]);
    const repeated = await publish("reviews", [review]);
    await answerOf("/v1/users/w/recommendations", repeated);
    const late = await publish("reviews", [{ ...review, id: "w2", time: start - 1 }]);
    await answerOf("/v1/users/w/recommendations", late);
  });

  it("of items: their titles beside the answers", async () => {
    const after = await publish("items", [{ itemId: "milk", title: "Milk, 1 l" }]);
    expect(await answerOf("/v1/items/milk/related", after)).toMatchObject({ title: "Milk, 1 l" });
  });

  it("by many look-ups at once", async () => {
    const { status, body } = await stack.post("/v1/series/lookup", { ids: ["wind", "nobody"] }, withKey("read"));
    expect(status).toBe(200);
    expect(body).toMatchObject({ found: { wind: { ...envelope, seriesId: "wind" } }, missing: ["nobody"] });
  });

  it("and the scoreboard names one champion a stream", async () => {
    const { body } = await stack.get("/v1/models", withKey("read"));
    const { models } = body as { models: { stream: string; model: string; champion: boolean; events: number }[] };
    for (const stream of ["baskets", "readings"])
      expect(models.filter((row) => row.stream === stream && row.champion)).toHaveLength(1);
  });
});

describe("the producers' door", () => {
  it("takes one object, an array, and lines, and tells what it refused by its place", async () => {
    const good = { id: "d1", time: start, userId: "d", items: ["x"] };
    const one = await stack.post("/v1/events/baskets", good);
    expect(one).toMatchObject({ status: 202, body: { accepted: 1, rejected: [] } });
    const lines = `${JSON.stringify({ ...good, id: "d2" })}\n\n{"id":\n${JSON.stringify({ ...good, id: "d3", items: [] })}\n`;
    const some = await stack.post("/v1/events/baskets", lines, { "content-type": "application/x-ndjson" });
    expect(some).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: [{ index: 1, reason: "not_json" }, { index: 2, reason: "empty_basket" }] },
    });
  });

  it("says what is wrong with a body that holds nothing to take", async () => {
    expectProblem(await stack.post("/v1/events/baskets", "{"), 400, "bad_request");
    expectProblem(await stack.post("/v1/events/baskets", [{ id: 1 }]), 400, "bad_request");
    expectProblem(await stack.post("/v1/events/nothing", [{}]), 404, "not_found");
    expectProblem(await stack.post("/v1/events/baskets", "x", { "content-type": "text/plain" }), 415, "unsupported_media_type");
  });

  it("bounds a body's size and its events", async () => {
    expectProblem(await stack.post("/v1/events/baskets", Array(101).fill({})), 413, "too_large");
    expectProblem(await stack.post("/v1/events/baskets", `[${" ".repeat(9_000_000)}]`), 413, "too_large");
  });
});

describe("requests that cannot be answered", () => {
  it.each(["/v1/rules?limit=0", "/v1/rules?limit=100000", "/v1/rules?minConfidence=2", "/v1/rules?after=nonsense",
    "/v1/series/wind/forecast?horizon=0", "/v1/series/wind/forecast?level=2"])("%s is outside of what is answered", async (path) => {
    expectProblem(await stack.get(path), 422, "unprocessable");
  });

  it.each(["/v1/nothing", "/v1/sessions/nobody/next", "/v1/pages/nothing", "/v1/series/nothing/forecast",
    "/v1/items/nothing/related"])("%s is unknown", async (path) => {
    expectProblem(await stack.get(path), 404, "not_found");
  });
});

describe("live streams", () => {
  const reading = (n: number) => ({ id: `l${n}`, time: start + n * 1000, seriesId: "live", value: n });
  const open = (lastId?: string): Promise<LiveListener> =>
    LiveListener.open(`${stack.url}/v1/live?stream=readings&key=live`, {
      ...withKey("read"),
      ...(lastId === undefined ? {} : { "last-event-id": lastId }),
    });

  it("send the current answer, then each change, and resume after the last one heard", async () => {
    const after = await publish("readings", Array.from({ length: 10 }, (_, n) => reading(n)));
    await answerOf("/v1/series/live/forecast", after);
    const listener = await open();
    const about = (n: number) => (message: { data: unknown }) =>
      (message.data as { points: { time: string }[] }).points[0]?.time === new Date(start + n * 1000).toISOString();
    const first = await listener.next("the current answer", about(10));
    expect(first).toMatchObject({ event: "answer", data: { ...envelope, seriesId: "live" } });
    await publish("readings", [reading(10)]);
    const change = await listener.next("the change", about(11), 1);
    expect(change.id).not.toBe(first.id);
    listener.close();

    const missed = await publish("readings", [reading(11)]);
    await answerOf("/v1/series", missed);
    const resumed = await open(change.id);
    const caught = await resumed.next("what was missed", about(12));
    resumed.close();

    // Nothing happened since: the same answer is not sent again, and the next message is the next change.
    const quiet = await open(caught.id);
    await publish("readings", [reading(12)]);
    await quiet.next("the next change", about(13));
    expect(quiet.messages.filter(about(12))).toEqual([]);
    quiet.close();
  });

  it("of an unknown stream are refused", async () => {
    expectProblem(await stack.get("/v1/live?stream=nothing"), 404, "not_found");
  });
});

describe("dead letters", () => {
  it("can be put on their topic again", async () => {
    const producer = await connection.producer();
    await producer.send({ topic: connection.name("clicks"), acks: -1, messages: [{ key: "k", value: "{" }] });
    const letters = async (): Promise<number> => {
      const { body } = await stack.get("/v1/dead-letters?stream=clicks");
      return (body as { deadLetters: object[] }).deadLetters.length;
    };
    await expect.poll(letters, { timeout: 30_000 }).toBe(1);
    const replayed = await stack.post("/v1/dead-letters/replay", { stream: "clicks", reason: "not_json" });
    expect(replayed).toMatchObject({ status: 202, body: { replayed: 1 } });
    await expect.poll(letters, { timeout: 30_000 }).toBe(2);
  });
});
