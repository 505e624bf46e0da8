import { recommenderOptions, recommenderTopology } from "@millrace/service-reviews";
import { expect, test } from "vitest";
import { openedApi, secrets, tell } from "./testing/opened-api.ts";

interface Answer {
  readonly rung: string;
  readonly items: readonly { readonly why: readonly { readonly source: string }[] }[];
}

const headers = { authorization: `Bearer ${secrets.read}` };

test("exploration gives places to chance, never the first, and says so", async () => {
  const curious = await openedApi({ env: { MILLRACE_EXPLORATION: "1" } });
  for (let n = 0; n < 40; n++) {
    const event = { id: `b${n}`, time: n, title: `thing ${n % 5}`, itemId: `i${n}`, deleted: false };
    curious.view.catalogue.apply(event);
  }
  const payload = { basket: ["i0"], limit: 4, explain: true };
  const reply = await curious.app.inject({ method: "POST", url: "/v1/recommendations", headers, payload });
  const { items } = reply.json<Answer>();
  expect(items).toHaveLength(4);
  expect(items.map(({ why }) => why.some(({ source }) => source === "exploration"))).toEqual([
    false,
    true,
    true,
    true,
  ]);
  await curious.app.close();
});

test("whoever had to leave memory comes back from the history, and is only looked up once somebody had to leave", async () => {
  let asked = 0;
  const history = {
    reviewById: async () => undefined,
    seriesHistory: async () => [],
    scoresHistory: async () => [],
    seriesAlarms: async () => [],
    deedsOf: async () => {
      asked++;
      return ["i0", "i2"].map((itemId) => ({ itemId, action: "purchase", rating: null, eventTime: 0 }));
    },
  };
  const small = await openedApi({ env: { MILLRACE_USERS_MAX: "10" }, parts: { history } });
  const url = "/v1/users/u0/recommendations?limit=4";
  const rungOf = async (): Promise<string> =>
    (await small.app.inject({ method: "GET", url, headers })).json<Answer>().rung;
  const processor = recommenderTopology(recommenderOptions(small.config)).open(0);
  const buy = (user: number): void => {
    for (const [n, itemId] of ["i0", "i2", "i4"].entries()) {
      const offset = user * 3 + n;
      const event = {
        from: "clicks",
        partition: 0,
        offset,
        time: offset,
        userId: `u${user}`,
        itemId,
        rating: undefined,
      };
      processor.absorb(
        { ...event, action: "purchase", deleted: false },
        { partition: 0, offset, appendedAt: 0 },
        { row: () => undefined, forward: () => undefined },
      );
    }
    tell(small.view, "ratings", processor, user);
  };
  for (let user = 0; user < 10; user++) buy(user);
  await small.app.inject({ method: "GET", url: "/v1/users/stranger/recommendations", headers });
  expect(asked).toBe(0);
  for (let user = 10; user < 15; user++) buy(user);
  expect([small.view.ratings.preferences.hasUser("u0"), await rungOf(), asked]).toEqual([false, "hybrid", 1]);
  await small.app.close();
});

test("where there is no item at all the answer says so, and has an id all the same", async () => {
  const empty = await openedApi();
  const reply = await empty.app.inject({ method: "GET", url: "/v1/users/u/recommendations", headers });
  expect(reply.json()).toMatchObject({
    rung: "none",
    items: [],
    answerId: expect.stringMatching(/^[\w-]{8,256}$/),
  });
  await empty.app.close();
});
