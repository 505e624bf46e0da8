import { expect, test } from "vitest";
import { Millrace } from "./client.ts";
import { MillraceProblem } from "./problem.ts";

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

const answering = (...replies: readonly (Response | Error)[]) => {
  const asked: Asked[] = [];
  const queue = [...replies];
  const client = new Millrace({
    url: "http://here/",
    key: "the-secret",
    fetch: async (url, init = {}) => {
      asked.push({ url: String(url), init });
      const reply = queue.shift() ?? new Error("no more replies");
      if (reply instanceof Error) throw reply;
      return reply;
    },
  });
  return { client, asked };
};
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const basket = { id: "b", time: 0, items: ["bread"] };
const taken = { accepted: 1, after: "token", rejected: [] };

test("a call's path is filled and escaped, what is undefined is left out, the key goes with it", async () => {
  const { client, asked } = answering(json({ points: [] }), json({ rules: [] }));
  const limits = { horizon: 3, after: undefined as unknown as string };
  await client.call("GET /v1/series/{seriesId}/forecast", { path: { seriesId: "a/b c" }, query: limits });
  await client.call("POST /v1/rules/query", { body: { items: ["bread"] } });
  expect(asked.map(({ url }) => url)).toEqual([
    "http://here/v1/series/a%2Fb%20c/forecast?horizon=3",
    "http://here/v1/rules/query",
  ]);
  expect(asked[0]?.init).toMatchObject({ method: "GET", headers: { authorization: "Bearer the-secret" } });
  expect(asked[1]?.init).toMatchObject({ method: "POST", body: '{"items":["bread"]}' });
});

test("a refusal is thrown with its code, its request and when to try again", async () => {
  const body = { status: 404, code: "not_found", detail: "No such thing." };
  const { client } = answering(json(body, 404, { "x-request-id": "r-1" }));
  const failed = client.call("GET /v1/models").catch((error: unknown) => error);
  expect(await failed).toBeInstanceOf(MillraceProblem);
  expect(await failed).toMatchObject({
    status: 404,
    code: "not_found",
    requestId: "r-1",
    retryAfter: undefined,
  });
});

test("what is no problem document, and a server that is away, are told too", async () => {
  const { client } = answering(new Response("<html>", { status: 502 }), new Error("refused"));
  await expect(client.call("GET /healthz")).rejects.toMatchObject({ status: 502, code: "http_502" });
  await expect(client.call("GET /healthz")).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

test("events are sent again where that may help, and not where it cannot", async () => {
  const busy = () => json({ code: "unavailable", detail: "" }, 503, { "retry-after": "0" });
  const { client, asked } = answering(busy(), new Error("reset"), json(taken, 202));
  expect(await client.publish("baskets", basket)).toEqual(taken);
  expect(asked.map(({ init }) => init.body)).toEqual(Array(3).fill(JSON.stringify(basket)));
  const refused = answering(json({ code: "bad_request", detail: "" }, 400), json(taken, 202));
  await expect(refused.client.publish("baskets", [basket])).rejects.toMatchObject({ code: "bad_request" });
  expect(refused.asked).toHaveLength(1);
});
