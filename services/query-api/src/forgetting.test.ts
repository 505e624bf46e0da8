import { forgetHeader, forgetOf } from "@millrace/pipeline";
import { expect, test } from "vitest";
import { Forgetting, type ForgettingPorts } from "./forgetting.ts";

const rows = { baskets: 1, clicks: 2, reviews: 3, deadLetters: 0 };
const by = { key: "ops", requestId: "r-1" };

const opened = (change: Partial<ForgettingPorts> = {}, sessionIds: readonly string[] = ["s1"]) => {
  const audited: string[] = [];
  const sent: { stream: string; partition: number; sessions: readonly string[] }[] = [];
  const forgetting = new Forgetting({
    person: { sessionsOf: async () => sessionIds, kept: async () => rows },
    audit: {
      write: async ({ action, subject, askedBy, requestId }) => {
        expect([subject.length, askedBy, requestId]).toEqual([64, "ops", "r-1"]);
        audited.push(action);
      },
    },
    producer: {
      send: async (stream, events) =>
        events.map(({ partition = -1, value, headers = {} }, offset) => {
          const marked = { [forgetHeader]: Buffer.from(headers[forgetHeader] ?? "") };
          const asked = forgetOf({ offset, timestamp: 0, key: null, value, headers: marked });
          expect(asked?.userId).toBe("ada");
          sent.push({ stream, partition, sessions: asked?.sessionIds ?? [] });
          return { ok: true, topic: stream, partition, offset };
        }),
    },
    board: { reach: async () => true },
    partitionsOf: () => 2,
    clock: { now: () => 0, sleep: async () => undefined },
    ...change,
  });
  return { forgetting, audited, sent };
};

test("every partition of every stream that may name people is asked, and the sessions are told to the clicks", async () => {
  const { forgetting, audited, sent } = opened();
  expect(await forgetting.forget("ada", by, 10)).toMatchObject({ done: true, rows, sessions: 1 });
  expect(sent.map(({ stream, partition }) => `${stream}/${partition}`)).toEqual([
    "clicks/0",
    "clicks/1",
    "baskets/0",
    "baskets/1",
    "reviews/0",
    "reviews/1",
  ]);
  for (const { stream, sessions } of sent) expect(sessions).toEqual(stream === "clicks" ? ["s1"] : []);
  expect(audited).toEqual(["forget_user", "user_forgotten"]);
});

test("very many sessions are told in several records, each of which a broker takes", async () => {
  const all = Array.from({ length: 2_500 }, (_, n) => `s${n}`);
  const { forgetting, sent } = opened({}, all);
  await forgetting.forget("ada", by, 10);
  const first = sent.filter(({ stream, partition }) => stream === "clicks" && partition === 0);
  expect(first.map(({ sessions }) => sessions.length)).toEqual([1_000, 1_000, 500]);
  expect(first.flatMap(({ sessions }) => sessions)).toEqual(all);
});

test("what is only under way is said to be, and is not audited as done", async () => {
  const { forgetting, audited } = opened({ board: { reach: async () => false } });
  expect(await forgetting.forget("ada", by, 10)).toMatchObject({ done: false });
  expect(audited).toEqual(["forget_user"]);
});

test("nothing is asked while nobody knows the partitions: the caller hears that it may try again", async () => {
  const { forgetting, sent } = opened({ partitionsOf: () => 0 });
  await expect(forgetting.forget("ada", by, 10)).rejects.toMatchObject({ retryable: true });
  expect(sent).toEqual([]);
});
