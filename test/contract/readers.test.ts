import { createDecoder } from "@millrace/events";
import { forecast, SeriesModel } from "@millrace/sequences";
import { readConfig } from "@millrace/service";
import { basketTopology } from "@millrace/service-baskets";
import { clickTopology } from "@millrace/service-clickstream";
import { LADDER, NETWORK_RUNGS, readingTopology } from "@millrace/service-readings";
import { decodeInteraction, recommenderTopology, reviewTopology } from "@millrace/service-reviews";
import fc from "fast-check";
import { expect, test } from "vitest";
import { View } from "../../services/query-api/src/view/view.ts";
import { countBaskets, pairName } from "../support/counting.ts";
import { publishTo } from "./published.ts";
import {
  BEGIN,
  baskets,
  clicks,
  ratings,
  readings,
  reviews,
  type Said,
  type StreamUnderTest,
} from "./streams-under-test.ts";

const MIN_COUNT = 3;
const FACTORS = 2;
const PARTITIONS = 4;
const opened = (): View =>
  new View(readConfig({ MILLRACE_MIN_COUNT: String(MIN_COUNT), MILLRACE_FACTORS: String(FACTORS) }), () => 0);

/** What is said in each partition, the same in every run; entities keep to their partition where `field` names them. */
const saidIn = <E>({ said }: StreamUnderTest<E>, records: number, field?: string): Said[][] => {
  const parts = Array.from({ length: PARTITIONS }, (): Said[] => []);
  for (const [n, one] of fc.sample(said, { numRuns: records, seed: 11 }).entries()) {
    const partition = n % PARTITIONS;
    const own = field === undefined ? {} : { [field]: `${one.fields[field]}/${partition}` };
    parts[partition]?.push({
      fields: { ...one.fields, ...own },
      lagMinutes: 0,
      kind: one.kind === "broken" ? "broken" : "new",
    });
  }
  return parts;
};
const readable = (part: readonly Said[]): Said["fields"][] =>
  part.filter(({ kind }) => kind !== "broken").map(({ fields }) => fields);
const rounded = (value: number): number => Number(value.toPrecision(10));
const add = (counts: Map<string, number>, name: string): unknown =>
  counts.set(name, (counts.get(name) ?? 0) + 1);

test("rules are those of all baskets of all partitions, counted by hand", async () => {
  const settings = {
    scope: { kind: "landmark" },
    itemsMax: 100,
    basketsMax: 1_000,
    minCount: MIN_COUNT,
    minSupport: 0.001,
    maxLength: 4,
  } as const;
  const stream = { ...baskets, topology: basketTopology(createDecoder("baskets"), settings) };
  const said = saidIn(stream, 300);
  const view = opened();
  await publishTo(view, stream, said);
  await view.baskets.current();
  const all = said.flatMap(readable).map(({ items }) => items as string[]);
  const truth = countBaskets(all);
  const share = (count: number | undefined): number => (count ?? 0) / truth.baskets;
  const due = [...truth.items.keys()].flatMap((a) =>
    [...truth.items.keys()].flatMap((b) => {
      const count = truth.pairs.get(pairName(a, b)) ?? 0;
      if (a === b || count < MIN_COUNT) return [];
      const confidence = count / (truth.items.get(a) ?? 0);
      const lift = confidence / share(truth.items.get(b));
      return [[a, b, count, rounded(share(count)), rounded(confidence), rounded(lift)].join(" ")];
    }),
  );
  expect(due.length).toBeGreaterThan(20);
  const query = {
    minCount: MIN_COUNT,
    minConfidence: 0,
    minLift: 0,
    sort: "lift",
    limit: 10_000,
    size: 2,
  } as const;
  const told = view.baskets.index
    .rules(query)
    .rules.map((r) =>
      [r.if, r.then, r.count, rounded(r.support), rounded(r.confidence), rounded(r.lift)].join(" "),
    );
  expect(told.sort()).toEqual(due.sort());
  expect(view.baskets.index.baskets).toBe(all.length);
});

test("next items and pages are those of the clicks, counted by hand", async () => {
  const settings = { itemsMax: 100, sessionsMax: 100, sessionIdleMs: 1e9 };
  const stream = { ...clicks, topology: clickTopology(createDecoder("clicks"), settings) };
  const said = saidIn(stream, 400, "sessionId");
  const view = opened();
  await publishTo(view, stream, said);
  const everywhere = {
    visits: new Map<string, number>(),
    exits: new Map<string, number>(),
    steps: new Map<string, number>(),
  };
  let live = 0;
  for (const part of said) {
    const [visits, steps, departures] = [
      new Map<string, number>(),
      new Map<string, number>(),
      new Map<string, number>(),
    ];
    const last = new Map<string, string>();
    for (const { sessionId, itemId, action } of readable(part)) {
      const [session, item] = [String(sessionId), String(itemId)];
      const before = last.get(session);
      if (action === "exit") {
        if (before !== undefined) add(everywhere.exits, before);
        last.delete(session);
        continue;
      }
      add(visits, item);
      add(everywhere.visits, item);
      if (before !== undefined) {
        add(steps, `${before}>${item}`);
        add(departures, before);
        add(everywhere.steps, `${before}>${item}`);
      }
      last.set(session, item);
    }
    const total = [...visits.values()].reduce((a, b) => a + b, 0);
    for (const [session, item] of last) {
      live++;
      const popular = [...visits].map(([to, count]) => [to, rounded(count / total)]);
      const markov = [...visits].map(([to, count]) => {
        const score =
          ((steps.get(`${item}>${to}`) ?? 0) + (5 * count) / total) / ((departures.get(item) ?? 0) + 5);
        return [to, rounded(score)];
      });
      for (const [rung, due] of [
        ["popularity", popular],
        ["markov", markov],
      ] as const) {
        const next = view.clicks.next(session, rung, 99)?.items ?? [];
        expect(new Map(next.map(({ itemId, score }) => [itemId, rounded(score)]))).toEqual(
          new Map(due as [string, number][]),
        );
        expect(next.map(({ score }) => score)).toEqual(next.map(({ score }) => score).sort((a, b) => b - a));
      }
    }
  }
  expect(view.clicks.sessions).toBe(live);
  expect(live).toBeGreaterThan(5);
  for (const [item, visits] of everywhere.visits) {
    const page = view.clicks.page(item, 99);
    expect(page).toMatchObject({ visits, exits: everywhere.exits.get(item) ?? 0 });
    for (const { itemId, count } of page?.transitions ?? [])
      expect(count).toBe(everywhere.steps.get(`${item}>${itemId}`));
  }
});

test("forecasts are those of a model that saw every reading", async () => {
  const stream = {
    ...readings,
    topology: readingTopology(createDecoder("readings"), { seriesMax: 100, lags: 2 }),
  };
  const said = saidIn(stream, 400, "seriesId");
  const view = opened();
  await publishTo(view, stream, said);
  const model = new SeriesModel({ lags: 2, outside: NETWORK_RUNGS, always: 1 });
  const lastValue = new Map<string, number>();
  for (const part of said)
    for (const [n, { fields, kind }] of part.entries()) {
      if (kind === "broken") continue;
      const [seriesId, time, value] = [String(fields.seriesId), BEGIN + n * 60_000, Number(fields.value)];
      model.learn(seriesId, time, value, model.predict(seriesId, time));
      model.plan(seriesId);
      lastValue.set(seriesId, Math.max(-1e100, Math.min(1e100, value)));
    }
  expect(view.readings.list(0, 99).map(({ state }) => state.seriesId)).toEqual([...lastValue.keys()].sort());
  for (const [seriesId, last] of lastValue) {
    const series = view.readings.find(seriesId) ?? expect.fail(seriesId);
    const state = model.seriesState(seriesId) ?? expect.fail(seriesId);
    const told = view.readings.forecast(series, 5, 0.9);
    expect(told).toEqual(forecast(state, 5, 0.9, LADDER));
    expect(told.points).toHaveLength(5);
    expect(told.rungs.get("persistence")).toEqual(Array(5).fill(last));
  }
});

test("sentiment and ratings are those of the reviews that stand, whatever was changed and withdrawn", async () => {
  const stream = {
    ...reviews,
    topology: reviewTopology(createDecoder("reviews"), { itemsMax: 100, reviewsMax: 1_000 }),
  };
  const said = saidIn(stream, 240, "userId");
  const view = opened();
  const lives = await publishTo(view, stream, said);
  const rows = lives.flatMap((life) => life.ports.rows.stored.map(({ values }) => values));
  const standing = new Map(rows.map((row) => [`${row.user_id} ${row.item_id}`, row]));
  for (const itemId of ["i0", "i1", "i2", "i3", "i4", "1"]) {
    const own = [...standing.values()].filter((row) => row.item_id === itemId && row.label !== null);
    const of = (label: string): number => own.filter((row) => row.label === label).length;
    const told = view.reviews.sentimentOf(itemId);
    expect(told).toMatchObject({
      reviews: own.length,
      positive: of("positive"),
      negative: of("negative"),
      neutral: of("neutral"),
    });
    expect(told?.mean).toBeCloseTo(own.reduce((sum, row) => sum + Number(row.score), 0) / own.length, 5);
  }

  const forwarded = lives.flatMap((life) => life.ports.forwarder.records);
  const interactions = forwarded.map(({ value }, offset) => {
    const decoded = decodeInteraction({ offset, timestamp: BEGIN, key: null, value, headers: {} });
    return decoded.ok ? decoded.event : expect.fail(decoded.detail);
  });
  const recommender = recommenderTopology({ factors: FACTORS, usersMax: 100, itemsMax: 100, seed: 1 });
  const whole: StreamUnderTest<(typeof interactions)[number]> = {
    ...ratings,
    topology: recommender,
    wire: ({ fields }) => fields,
  };
  await publishTo(view, whole, [
    interactions.map((one) => ({ fields: { ...one }, lagMinutes: 0, kind: "new" })),
  ]);
  const rated = new Map<string, Map<string, number>>();
  for (const { userId, itemId, rating, deleted } of interactions) {
    const own = rated.get(userId) ?? new Map<string, number>();
    rated.set(userId, own);
    if (deleted) own.delete(itemId);
    else if (rating !== undefined) own.set(itemId, rating);
  }
  const all = [...rated.values()].flatMap((own) => [...own.values()]);
  expect(all.length).toBeGreaterThan(50);
  const { factors } = view.ratings;
  for (const [userId, own] of rated)
    expect(new Map(factors.ratingsOf(userId).map(({ itemId, rating }) => [itemId, rating]))).toEqual(own);
  expect(factors.predict("nobody", "nothing").mean).toBeCloseTo(
    all.reduce((a, b) => a + b, 0) / all.length,
    9,
  );
  // Whoever recommends knows how far it has read of each partition: what reading one's own writes rests on.
  const places = lives.map((life, partition) => ({
    stream: "reviews",
    partition,
    offset: life.state.ledger.offset,
  }));
  expect(await view.board.reach(places, 0)).toBe(true);
  expect(await view.board.reach([{ stream: "reviews", partition: 0, offset: 9_999 }], 0)).toBe(false);
});
