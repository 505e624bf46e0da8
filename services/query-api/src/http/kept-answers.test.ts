import { describe, expect, test, vi } from "vitest";
import { feed, openedApi, progressOf, secrets } from "../testing/opened-api.ts";
import { KeptAnswers, type Renewed } from "./kept-answers.ts";

const SECOND = 1_000;
const nothing: readonly Renewed[] = [];

describe("a kept answer", () => {
  test("is found as it was until anything changes, and only where it was asked for a while after the last change", () => {
    const answers = new KeptAnswers(10_000);
    expect(answers.find("/a", 1, 0)).toBeUndefined();
    answers.keep("/a", 1, 10, "too early", nothing);
    expect(answers.find("/a", 1, 20)).toBeUndefined();
    answers.keep("/a", 1, SECOND, "in time", nothing);
    answers.keep("/b", 2, SECOND, "of another state", nothing);
    expect(answers.find("/a", 1, SECOND)).toBe("in time");
    expect(answers.find("/b", 1, SECOND)).toBeUndefined();
    expect(answers.find("/a", 2, SECOND)).toBeUndefined();
    expect([answers.find("/a", 1, SECOND), answers.chars]).toEqual([undefined, 0]);
  });

  test("is made anew where it says something new each time", () => {
    let count = 0;
    const renewed = ["id", "at"].map((name) => ({ name, next: () => `${name}-${++count}` }));
    const answers = new KeptAnswers(10_000);
    answers.find("/", 1, 0);
    const text = String.raw`{"at":"then","of":"a \"id\":\"forged\" one","id":"first","n":1}`;
    answers.keep("/", 1, SECOND, text, renewed);
    for (const n of [0, 2])
      expect(answers.find("/", 1, SECOND)).toBe(
        text.replace("then", `at-${n + 1}`).replace("first", `id-${n + 2}`),
      );
    answers.keep("/without", 1, SECOND, "{}", renewed);
    expect(answers.find("/without", 1, SECOND)).toBeUndefined();
  });

  test("leaves for newer ones when there is no room for all, and one that is too long is not kept", () => {
    const answers = new KeptAnswers(4_000);
    answers.find("/", 1, 0);
    for (let n = 0; n < 20; n++) answers.keep(`/${n}`, 1, SECOND, "x".repeat(100), nothing);
    answers.keep("/long", 1, SECOND, "x".repeat(4_000), nothing);
    const held = Array.from({ length: 20 }, (_, n) => n).filter(
      (n) => answers.find(`/${n}`, 1, SECOND) !== undefined,
    );
    expect(held).toEqual([17, 18, 19]);
    expect(answers.find("/long", 1, SECOND)).toBeUndefined();
    expect(answers.chars).toBeLessThanOrEqual(4_000);
  });
});

test("what is kept is told to nobody who may not ask", async () => {
  let now = Date.UTC(2026, 0, 1);
  const { app, view } = await openedApi({ now: () => now });
  feed(view);
  const told = vi.spyOn(view, "envelope");
  const ask = async (secret?: string): Promise<number> => {
    now += SECOND;
    const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    return (await app.inject({ url: "/v1/pages/milk", headers })).statusCode;
  };
  const asked = [
    secrets.read,
    secrets.read,
    secrets.read,
    undefined,
    secrets.ingest,
    "another",
    secrets.admin,
  ];
  const found: number[] = [];
  for (const secret of asked) found.push(await ask(secret));
  expect(found).toEqual([200, 200, 200, 401, 403, 401, 200]);
  expect(told).toHaveBeenCalledTimes(2);
  await app.close();
});

test("whether answers are kept or not, every question is answered the same, whatever came in between", async () => {
  let now = Date.UTC(2026, 0, 1);
  const apis = await Promise.all(
    ["8388608", "0"].map((chars) =>
      openedApi({
        keyed: false,
        now: () => now,
        env: { MILLRACE_KEPT_ANSWERS_CHARS_MAX: chars },
      }),
    ),
  );
  const [workedOut, always] = apis.map(({ view }) => vi.spyOn(view, "envelope"));
  const paths = [
    "/v1/sessions/s/next",
    "/v1/pages/milk",
    "/v1/series/wind/forecast?horizon=3",
    "/v1/rules?item=bread",
    "/v1/itemsets",
    "/v1/users/u/recommendations?explain=true",
    "/v1/users/nobody/recommendations",
    "/v1/items/bread/related",
    "/v1/items/nothing/related",
  ];
  const changes: readonly ((view: (typeof apis)[number]["view"]) => void)[] = [
    feed,
    (view) => view.catalogue.apply({ itemId: "milk", time: 0, title: "Milk", deleted: false }),
    (view) => view.changed("clicks", 0, "session/s", null),
    (view) => view.progressed("ratings", 0, progressOf(7)),
    (view) => view.reset("readings", 0),
  ];
  const bodies = new Set<string>();
  for (const change of changes) {
    for (const { view } of apis) change(view);
    for (let round = 0; round < 3; round++) {
      now += SECOND;
      for (const path of paths) {
        const [kept, made] = await Promise.all(apis.map(({ app }) => app.inject(path)));
        expect([kept?.statusCode, kept?.body]).toEqual([made?.statusCode, made?.body]);
        expect(kept?.headers["content-type"]).toBe(made?.headers["content-type"]);
        if (kept?.statusCode === 200) expect(kept.json().computedAt).toBe(new Date(now).toISOString());
        bodies.add(kept?.body ?? "");
      }
    }
  }
  expect(bodies.size).toBeGreaterThan(50);
  expect(workedOut?.mock.calls.length).toBeLessThan(0.8 * (always?.mock.calls.length ?? 0));
  for (const { app } of apis) await app.close();
});
