import { expect, it } from "vitest";
import { envelope, useKeyedStack, withKey } from "../support/keyed-stack.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const on = useKeyedStack();

it("a caller reads its own writes of baskets: rules, itemsets and what is bought together", async () => {
  const basket = (n: number, items: readonly string[]) => ({
    id: `b${n}`,
    time: start + n,
    userId: `u${n}`,
    items,
  });
  const together = Array.from({ length: 6 }, (_, n) => basket(n, ["bread", "milk"]));
  const after = await on.publish("baskets", [...together, basket(6, ["bread"]), basket(7, ["eggs"])]);
  const rule = {
    if: ["milk"],
    then: ["bread"],
    count: 6,
    support: 0.75,
    confidence: 1,
    lift: 8 / 7,
    errorBound: 0,
  };
  const rules = await on.answerOf("/v1/rules?item=milk&sort=confidence", after);
  expect(rules).toMatchObject({
    baskets: 8,
    eventTime: new Date(start + 7).toISOString(),
    rules: [rule, {}],
  });
  expect(await on.answerOf("/v1/itemsets?size=2", after)).toMatchObject({
    itemsets: [{ items: expect.arrayContaining(["bread", "milk"]), count: 6, support: 0.75 }],
  });
  const asked = await on.stack.post("/v1/rules/query", { items: ["milk"], limit: 5 }, withKey("read"));
  expect(asked).toMatchObject({ status: 200, body: { ...envelope, rules: [rule] } });
  const related = await on.answerOf("/v1/items/milk/related", after);
  expect(related).toMatchObject({
    boughtTogether: [{ itemId: "bread", count: 6, support: 0.75, confidence: 1 }],
  });
});

it("a caller reads its own writes of clicks: the next items of a live session, and a page's figures", async () => {
  const visit = (session: number): object[] =>
    ["home", "list", "shoe"].map((itemId, n) => ({
      id: `c${session}-${n}`,
      time: start + session * 1000 + n,
      sessionId: `s${session}`,
      itemId,
      action: "view",
    }));
  const after = await on.publish("clicks", [
    ...Array.from({ length: 8 }, (_, n) => visit(n)).flat(),
    visit(9)[0] ?? {},
  ]);
  const next = await on.answerOf("/v1/sessions/s9/next?limit=3", after);
  expect(next).toMatchObject({ sessionId: "s9", items: expect.arrayContaining([]) });
  expect((next as { items: object[] }).items.length).toBeGreaterThan(0);
  expect(await on.answerOf("/v1/pages/home", after)).toMatchObject({
    itemId: "home",
    visits: 9,
    transitions: [{ itemId: "list", count: 8, probability: 1 }],
  });
});

it("a caller reads its own writes of readings: a forecast with its interval, beside what every rung says", async () => {
  const readings = Array.from({ length: 60 }, (_, n) => ({
    id: `r${n}`,
    time: start + n * 60_000,
    seriesId: "wind",
    value: 10 + Math.sin(n),
  }));
  const after = await on.publish("readings", readings);
  const forecast = (await on.answerOf("/v1/series/wind/forecast?horizon=5&level=0.8", after)) as {
    points: { time: string; value: number; lower: number; upper: number }[];
    rungs: Record<string, number[]>;
  };
  expect(forecast.points.map(({ time }) => Date.parse(time))).toEqual(
    [60, 61, 62, 63, 64].map((n) => start + n * 60_000),
  );
  for (const { value, lower, upper } of forecast.points) expect(lower <= value && value <= upper).toBe(true);
  expect(forecast.rungs.persistence).toHaveLength(5);
  const listed = await on.answerOf("/v1/series", after);
  expect(listed).toMatchObject({ series: [{ seriesId: "wind", readings: 60, intervalMs: 60_000 }] });
});

it("a caller reads its own writes of reviews: the opinion in a text, and recommendations", async () => {
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
  const after = await on.publish("reviews", [...all, review(20, 0), review(20, 1)]);
  expect(await on.answerOf("/v1/reviews/v20-0", after)).toMatchObject({
    label: expect.any(String),
    score: expect.any(Number),
  });
  expect(await on.answerOf("/v1/items/i0/sentiment", after)).toBeTypeOf("object");
  const { items } = (await on.answerOf("/v1/users/u20/recommendations?limit=2&explain=true", after)) as {
    items: { itemId: string; score: number; why: object[] }[];
  };
  expect(items).toHaveLength(2);
  for (const { itemId } of items) expect(["i0", "i1"]).not.toContain(itemId);
  expect(items[0]?.itemId).toBe("i2");
  expect(items[0]?.why.length).toBeGreaterThan(0);
  const asked = await on.stack.post("/v1/sentiment", { text: "terrible, I hate it" }, withKey("read"));
  expect(asked).toMatchObject({
    status: 200,
    body: { ...envelope, label: expect.any(String), score: expect.any(Number) },
  });
});

it("a caller reads its own writes of clicks and baskets: recommendations for users of whom nothing else is known", async () => {
  const kinds = ["tea", "ink"];
  const done = (user: number, n: number) => `${kinds[user % 2]}-${n}`;
  const click = (userId: string, itemId: string, n: number) => ({
    id: `k-${userId}-${itemId}`,
    time: start + n,
    sessionId: `s-${userId}`,
    userId,
    itemId,
    action: n % 2 === 0 ? "view" : "purchase",
  });
  const clicks = Array.from({ length: 20 }, (_, user) =>
    [0, 1, 2, 3, 4].map((n) => click(`k${user}`, done(user, n), user * 10 + n)),
  ).flat();
  await on.publish("clicks", clicks);
  const clicked = await on.publish("clicks", [
    click("only-clicks", "tea-0", 1),
    click("only-clicks", "tea-1", 2),
  ]);
  const bought = await on.publish("baskets", [
    { id: "only-basket", time: start, userId: "only-baskets", items: ["ink-0", "ink-2"] },
  ]);
  const named = async (userId: string, after: string): Promise<string[]> => {
    const answer = await on.answerOf(`/v1/users/${userId}/recommendations?limit=3`, after);
    expect(answer).toMatchObject({ rung: "hybrid", model: "recommender" });
    return (answer as { items: { itemId: string }[] }).items.map(({ itemId }) => itemId).sort();
  };
  expect(await named("only-clicks", clicked)).toEqual(["tea-2", "tea-3", "tea-4"]);
  expect(await named("only-baskets", bought)).toEqual(["ink-1", "ink-3", "ink-4"]);
});

it("a caller reads its own writes of a choice: a click that names the answer it came from is scored", async () => {
  const asked = await on.stack.get("/v1/users/only-clicks/recommendations?limit=3", withKey("read"));
  const { items, answerId } = asked.body as { items: { itemId: string }[]; answerId: string };
  const choice = {
    id: "choice",
    time: start + 500,
    sessionId: "s-choice",
    itemId: items[1]?.itemId,
    action: "view",
  };
  const shown = items.map(({ itemId }) => itemId);
  const after = await on.publish("clicks", [{ ...choice, shown, answerId }]);
  const { body } = await on.stack.get(`/v1/models?after=${after}`, withKey("read"));
  const { models } = body as { models: { stream: string; model: string; events: number }[] };
  expect(models.filter(({ stream }) => stream === "choices").map(({ events }) => events)).toEqual([1, 1, 1]);
  for (const stream of ["preferences", "preferences/0", "preferences/2-5"])
    expect(models.find((row) => row.stream === stream)?.events).toBeGreaterThan(0);
});

it("a caller reads its own writes of a new item: it has related items and is recommended before anybody touched it", async () => {
  const described = ["tea-0", "tea-1", "tea-2"].map((itemId) => ({
    itemId,
    title: "Green tea, loose leaves",
  }));
  const after = await on.publish("items", [
    ...described,
    { itemId: "tea-new", title: "Green tea, loose leaves, new" },
  ]);
  const related = await on.answerOf("/v1/items/tea-new/related", after);
  expect(related).toMatchObject({ rung: "content", similar: [{}, {}, {}] });
  const asked = await on.stack.post(
    "/v1/recommendations",
    { events: [{ itemId: "tea-0" }], limit: 20 },
    withKey("read"),
  );
  const { items } = asked.body as { items: { itemId: string }[] };
  expect(items.map(({ itemId }) => itemId)).toContain("tea-new");
});

it("a caller reads its own writes of a review that counts for nothing, since its id came before, or it is older than what is known", async () => {
  const review = { id: "w1", time: start, userId: "w", itemId: "i0", rating: 3 };
  await on.publish("reviews", [review]);
  const repeated = await on.publish("reviews", [review]);
  await on.answerOf("/v1/users/w/recommendations", repeated);
  const late = await on.publish("reviews", [{ ...review, id: "w2", time: start - 1 }]);
  await on.answerOf("/v1/users/w/recommendations", late);
});

it("a caller reads its own writes of items: their titles beside the answers", async () => {
  const after = await on.publish("items", [{ itemId: "milk", title: "Milk, 1 l" }]);
  expect(await on.answerOf("/v1/items/milk/related", after)).toMatchObject({ title: "Milk, 1 l" });
});

it("many things are looked up at once", async () => {
  const { status, body } = await on.stack.post(
    "/v1/series/lookup",
    { ids: ["wind", "nobody"] },
    withKey("read"),
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({ found: { wind: { ...envelope, seriesId: "wind" } }, missing: ["nobody"] });
});

it("the scoreboard names one champion a stream", async () => {
  const { body } = await on.stack.get("/v1/models", withKey("read"));
  const { models } = body as {
    models: { stream: string; model: string; champion: boolean; events: number }[];
  };
  for (const stream of ["baskets", "readings"])
    expect(models.filter((row) => row.stream === stream && row.champion)).toHaveLength(1);
});
