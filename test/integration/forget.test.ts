import { createHash } from "node:crypto";
import { openEngine } from "@millrace/clickhouse";
import { replayTopic } from "@millrace/kafka";
import { beforeAll, describe, expect, it } from "vitest";
import { useKeyedStack, withKey } from "../support/keyed-stack.ts";
import { text } from "../support/topic-contents.ts";

const on = useKeyedStack();
const who = "ada-lovelace-1815";
const start = Date.parse("2026-01-01T00:00:00Z");
let token = "";

const review = (id: string, userId: string, itemId: string, n: number) => ({
  id,
  time: start + n,
  userId,
  itemId,
  rating: 5,
  text: "a fine engine, well made",
});
const click = (id: string, sessionId: string, itemId: string, n: number, userId?: string) => ({
  id,
  time: start + n,
  sessionId,
  itemId,
  action: "view",
  ...(userId === undefined ? {} : { userId }),
});

const statusOf = async (path: string): Promise<number> => (await on.stack.get(path)).status;
const forget = () => on.stack.request("DELETE", `/v1/users/${who}`, { headers: withKey("admin") });

/** What is known under the name, after the events of `after`. */
const seen = async (after: string): Promise<Record<string, unknown>> => {
  const lookup = await on.stack.post(`/v1/users/lookup?after=${after}`, { ids: [who, "bob"] });
  return {
    review: await statusOf(`/v1/reviews/r-ada-1?after=${after}`),
    others: await statusOf(`/v1/reviews/r-bob-1?after=${after}`),
    session: await statusOf(`/v1/sessions/s-ada/next?after=${after}`),
    othersSession: await statusOf(`/v1/sessions/s-bob/next?after=${after}`),
    missing: (lookup.body as { missing: readonly string[] }).missing,
  };
};
const known = { review: 200, others: 200, session: 200, othersSession: 200, missing: [] };
const forgotten = { ...known, review: 404, session: 404, missing: [who] };

beforeAll(async () => {
  const reviews = [
    review("r-ada-1", who, "loom", 1),
    review("r-ada-2", who, "mill", 2),
    review("r-bob-1", "bob", "loom", 3),
  ];
  const clicks = [
    click("c1", "s-ada", "home", 1),
    click("c2", "s-ada", "loom", 2, who),
    click("c3", "s-bob", "home", 3, "bob"),
    click("c4", "s-bob", "mill", 4),
  ];
  const baskets = [
    { id: "b-ada", time: start, userId: who, items: ["loom", "mill"] },
    { id: "b-bob", time: start, userId: "bob", items: ["loom", "mill"] },
  ];
  await on.publish("baskets", baskets);
  await on.publish("clicks", clicks);
  token = await on.publish("reviews", reviews);
  const bad = { time: start, userId: who, itemId: "loom", rating: 77, id: "bad" };
  const connection = on.broker.connection(on.stack.prefix);
  const producer = await connection.producer();
  await producer.send({
    topic: connection.name("reviews"),
    messages: [{ key: who, value: JSON.stringify(bad) }],
  });
});

describe("a person who wants to be forgotten", () => {
  it("is known before, by what was bought, clicked and said", async () => {
    expect(await seen(token)).toEqual(known);
  });

  it("can be forgotten by an administrator only", async () => {
    for (const scope of ["read", "ingest"] as const)
      expect(await on.stack.request("DELETE", `/v1/users/${who}`, { headers: withKey(scope) })).toMatchObject(
        { status: 403 },
      );
    expect(await seen(token)).toEqual(known);
  });

  it("is in no answer any more once the call has returned, and everybody else is", async () => {
    const reply = await forget();
    expect(reply).toMatchObject({
      status: 200,
      body: {
        userId: who,
        status: "forgotten",
        sessions: 1,
        rows: { baskets: 1, clicks: 2, reviews: 2, deadLetters: 1 },
      },
    });
    token = (reply.body as { after: string }).after;
    expect(await seen(token)).toEqual(forgotten);
    const letters = await on.stack.get("/v1/dead-letters");
    expect(letters).toMatchObject({ status: 200, body: { deadLetters: [] } });
  });

  it("leaves no row behind: asked again, there is nothing to delete, and both wishes are in the audit", async () => {
    const again = await forget();
    expect(again).toMatchObject({
      status: 200,
      body: { sessions: 0, rows: { baskets: 0, clicks: 0, reviews: 0, deadLetters: 0 } },
    });
    const { body } = await on.stack.get("/v1/admin/audit");
    const { entries } = body as { entries: readonly Record<string, unknown>[] };
    const subject = createHash("sha256").update(who).digest("hex");
    expect(entries.map(({ action }) => action)).toEqual([
      "user_forgotten",
      "forget_user",
      "user_forgotten",
      "forget_user",
    ]);
    for (const entry of entries) expect(entry).toMatchObject({ subject, askedBy: "test-admin" });
    expect(entries[2]).toMatchObject({ details: { reviews: 2, sessions: 1 } });
    expect(JSON.stringify(entries)).not.toContain(who);
  });

  it("stays forgotten when the process is killed and its log is read again", async () => {
    await on.stack.kill();
    await on.stack.start();
    await on.stack.ready();
    expect(await seen(token)).toEqual(forgotten);
  });

  it("may come back: what is said after the wish is kept", async () => {
    const after = await on.publish("reviews", [review("r-ada-3", who, "loom", 9)]);
    expect(await seen(after)).toMatchObject({ review: 404, missing: [] });
    expect(await statusOf("/v1/reviews/r-ada-3")).toBe(200);
    expect(await forget()).toMatchObject({ status: 200, body: { rows: { reviews: 1 } } });
  });

  it("has left tombstones on the answers topic, no row in any table, and no line in the log", async () => {
    const newest = new Map<string, string>();
    const connection = on.broker.connection(on.stack.prefix);
    await replayTopic(connection, {
      topic: connection.name("answers"),
      onRecords: ({ records }) => {
        for (const { key, value } of records) newest.set(text(key), text(value));
      },
    });
    const about = [...newest].filter(([key]) => key.includes(who) || /r-ada|s-ada/.test(key));
    expect(about.length).toBeGreaterThanOrEqual(4);
    for (const [key, value] of about) expect([key, value]).toEqual([key, ""]);

    await on.stack.stop();
    expect(on.stack.said).not.toContain(who);
    const engine = await openEngine({ database: "millrace", dataDir: on.stack.engineDir });
    try {
      const rows = async (sql: string): Promise<unknown> => (await engine.query(sql, { who }))[0];
      expect(await rows("SELECT count() AS n FROM reviews WHERE user_id = {who:String}")).toEqual({ n: 0 });
      expect(await rows("SELECT count() AS n FROM baskets WHERE user_id = {who:String}")).toEqual({ n: 0 });
      expect(await rows("SELECT count() AS n FROM clicks WHERE session_id = 's-ada'")).toEqual({ n: 0 });
      expect(await rows("SELECT count() AS n FROM reviews WHERE user_id = 'bob'")).toEqual({ n: 1 });
    } finally {
      await engine.close();
    }
  });
});
