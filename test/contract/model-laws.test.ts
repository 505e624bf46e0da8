import { Scoreboard, type ScoreboardOptions } from "@millrace/evaluation";
import { PreferenceModel, RatingModel } from "@millrace/factors";
import { BasketLog, type Scope } from "@millrace/itemsets";
import { IdWindow } from "@millrace/pipeline";
import { BlendLearner, sources } from "@millrace/ranking";
import { MarkovChain, Popularity, SeriesModel, type SeriesOptions } from "@millrace/sequences";
import { ItemSentiment, NaiveBayes } from "@millrace/text";
import fc from "fast-check";
import { modelLaws } from "./model-laws.ts";

const id = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "1");
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const bounded = (entries: number, bytes: number) => ({ bounds: { entries, bytes } });

const basketScopes: readonly Scope[] = [
  { kind: "landmark" },
  { kind: "window", baskets: 8 },
  { kind: "duration", ms: 9 },
  { kind: "decay", halfLifeMs: 1 },
];
for (const scope of basketScopes)
  modelLaws(`BasketLog (${scope.kind})`, {
    events: fc.record({ items: fc.uniqueArray(id, { maxLength: 5 }), late: fc.constantFrom(0, 0, 1, 4) }),
    open: () => new BasketLog({ scope, itemsMax: 6, basketsMax: 12 }),
    learn: (log, { items, late }) => log.add(items, log.added - late),
    ask: (log, { items }) => [
      items.map((item) => log.items.count(log.items.find(item))),
      [log.retained, log.folded, log.firstSeq, log.errorBound],
      log.basket(log.added - 2),
      [...log.all()],
    ],
    size: (log) => log.size,
    ...bounded(6 + 12, 30_000),
  });

modelLaws("Popularity", {
  events: id,
  open: () => new Popularity(5),
  learn: (model, item) => model.learn(item),
  ask: (model, item) => [model.rank(item), model.top(3), model.total],
  size: (model) => model.size,
  ...bounded(5, 10_000),
});

modelLaws("MarkovChain", {
  events: fc.record({ from: fc.option(id, { nil: undefined }), to: id, exit: fc.constantFrom(0, 0, 1, 2) }),
  open: () => new MarkovChain({ capacity: 5, successors: 3 }),
  learn: (chain, { from, to, exit }) => (exit > 0 ? chain.exit(to, exit) : chain.learn(from, to)),
  ask: (chain, { from = "a", to }) => [
    [chain.rank(from, to), chain.top(from, 9), chain.exitProbability(to), chain.page(to)],
    chain.transitionRow(to),
  ],
  size: (chain) => chain.size,
  ...bounded(5, 20_000),
});

const seriesModel = (options: SeriesOptions = {}) =>
  new SeriesModel({
    capacity: 2,
    dormant: 1,
    lags: 2,
    memory: 60,
    outside: ["gru"],
    covariates: 1,
    ...options,
  });
modelLaws("SeriesModel", {
  events: fc.record({
    seriesId: fc.constantFrom("a", "b", "c", "d"),
    value: fc.integer({ min: -5, max: 20 }),
    steps: fc.constantFrom(1, 1, 1, 2, 700),
  }),
  open: () => seriesModel(),
  learn: (model, { seriesId, value, steps }) => {
    const time = (model.lastTime(seriesId) ?? 0) + steps;
    const next = model.predict(seriesId, time, [value + 1]);
    const left = model.learn(seriesId, time, value, next, { c: value });
    model.plan(seriesId, [[value]]);
    return left;
  },
  ask: (model, { seriesId, value }) => [
    [model.predict(seriesId, 9e9, [value]), model.halfWidth(seriesId, 0.9, value), model.scale(seriesId)],
    [model.due(seriesId, 9e9), model.tail(seriesId, value), model.recent(seriesId)],
    model.seriesState(seriesId),
  ],
  size: (model) => model.size,
  ...bounded(3, 1_000_000),
  others: [{ lags: 3 }, { memory: 61 }, { covariates: 2 }, { outside: [] }].map(
    (options) => () => seriesModel(options),
  ),
});

const ratingModel = (factors = 2) =>
  new RatingModel({ factors, usersMax: 4, itemsMax: 5, ratingsPerRowMax: 3, seed: 1 });
modelLaws("RatingModel", {
  events: fc.record({
    userId: id,
    itemId: id,
    rating: fc.integer({ min: 1, max: 10 }).map((halves) => halves / 2),
    then: fc.constantFrom("learn", "learn", "learn", "withdraw", "forget"),
  }),
  open: () => ratingModel(),
  learn: (model, { userId, itemId, rating, then }) => {
    if (then === "learn") return model.learn({ userId, itemId, rating });
    return then === "forget" ? model.forgetUser(userId) : model.withdraw(userId, itemId);
  },
  ask: (model, { userId, itemId }) => [
    [model.predict(userId, itemId), model.objective(), model.ratingsDropped],
    [model.encodeUser(userId), model.encodeItem(itemId), model.encodeGlobal(), model.ratingsOf(userId)],
  ],
  size: (model) => model.size,
  ...bounded(4 + 5, 40_000),
  others: [() => ratingModel(3)],
});

const preferenceModel = (factors = 2) =>
  new PreferenceModel({ factors, usersMax: 4, itemsMax: 5, userItemsMax: 3, itemUsersMax: 3, seed: 1 });
modelLaws("PreferenceModel", {
  events: fc.record({
    userId: id,
    itemId: id,
    weight: fc.constantFrom(1, 3, 5),
    time: fc.nat(9e8),
    then: fc.constantFrom("learn", "learn", "learn", "touch", "withdraw", "forget"),
  }),
  open: () => preferenceModel(),
  learn: (model, { userId, itemId, weight, time, then }) => {
    if (then === "learn") return model.learn({ userId, itemId, weight, time });
    if (then === "touch") return model.touch(itemId, weight, time);
    return then === "forget" ? model.forgetUser(userId) : model.withdraw(userId, itemId, weight);
  },
  ask: (model, { userId, itemId }) => [
    [model.predict(userId, itemId), model.ranks(userId, itemId), model.objective()],
    [model.encodeUser(userId), model.encodeItem(itemId), model.encodeTotals(), model.preferencesOf(userId)],
  ],
  size: (model) => model.size,
  ...bounded(4 + 5, 40_000),
  others: [() => preferenceModel(3)],
});

modelLaws("BlendLearner", {
  events: fc.record({
    scores: fc.array(fc.array(unit, { minLength: sources.length, maxLength: sources.length }), {
      minLength: 2,
      maxLength: 4,
    }),
    chosen: fc.nat(4),
  }),
  open: () => new BlendLearner(),
  learn: (blend, { scores, chosen }) =>
    blend.learn(
      scores.map((one, position) => ({ position, scores: one })),
      chosen,
    ),
  ask: (blend, { scores, chosen }) => [
    blend.weights,
    blend.choices,
    blend.judge(
      scores.map((one, position) => ({ position, scores: one })),
      chosen,
    ),
  ],
  size: () => ({ entries: 1, bytes: 256, evictions: 0 }),
  ...bounded(1, 1_000),
});

modelLaws("NaiveBayes", {
  events: fc.record({ features: fc.array(fc.nat(4_999), { maxLength: 5 }), positive: fc.boolean() }),
  open: () => new NaiveBayes({ buckets: 5_000 }),
  learn: (model, { features, positive }) => model.learn(features, positive),
  ask: (model, { features }) => [model.predict(features), model.prior(), model.texts],
  size: (model) => model.size,
  ...bounded(5_000, 41_000),
  others: [4_999, 5_001].map((buckets) => () => new NaiveBayes({ buckets })),
});

modelLaws("ItemSentiment", {
  events: fc.record({
    itemId: id,
    score: unit,
    time: fc.nat(90).map((day) => day * 86_400_000),
    back: fc.boolean(),
  }),
  open: () => new ItemSentiment(4),
  learn: (model, { itemId, score, time, back }) => {
    const counted = model.add(itemId, score, time);
    return back ? model.undo(itemId, counted) : counted;
  },
  ask: (model, { itemId }) => model.row(itemId),
  size: (model) => model.size,
  ...bounded(4, 10_000),
});

const scoreboard = (options: Partial<ScoreboardOptions> = {}) =>
  new Scoreboard({
    stream: "s",
    ladder: ["low", "high"],
    metrics: [{ name: "mae", better: "lower" }],
    window: 12,
    blocks: 3,
    rule: { minEvents: 4, enter: 1, stay: 0 },
    ...options,
  });
modelLaws("Scoreboard", {
  events: fc.record({
    time: fc.nat(),
    low: unit,
    high: fc.option(fc.oneof(unit, fc.constant(Number.NaN)), { nil: undefined }),
  }),
  open: () => scoreboard(),
  learn: (board, { time, low, high }) => board.record(time, [[low], high === undefined ? undefined : [high]]),
  ask: (board) => [board.champion(), board.since, board.events, board.scores()],
  size: (board) => board.size,
  ...bounded(2, 1_000),
  others: [
    { ladder: ["low", "other"] },
    { metrics: [{ name: "mse", better: "lower" }] as const },
    { metrics: [{ name: "mae", better: "higher" }] as const },
    { window: 15 },
    { blocks: 4 },
  ].map((options) => () => scoreboard(options)),
});

modelLaws("IdWindow", {
  events: fc.nat(40).map(String),
  open: () => new IdWindow(12),
  learn: (window, event) => window.add(event),
  ask: (window) => window.size,
  size: (window) => ({ entries: window.size, bytes: window.bytes, evictions: 0 }),
  ...bounded(12, 300),
});
