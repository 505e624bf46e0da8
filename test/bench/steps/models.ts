import {
  type BasketEvent,
  type ClickEvent,
  createDecoder,
  type EventDecoder,
  type ReadingEvent,
  type ReviewEvent,
} from "@millrace/events";
import { BasketCompletion, BasketIndex, BasketLog } from "@millrace/itemsets";
import { NextItemNet, newSeriesState, SeriesNet, TextNet } from "@millrace/neural";
import { MarkovChain, SeriesModel } from "@millrace/sequences";
import { featuresOf, NaiveBayes, tokensOf } from "@millrace/text";
import { untrainedNetworks } from "../load/networks.ts";
import { type BenchStream, linesOf } from "../load/streams.ts";
import { recordsOf, take } from "../subjects.ts";
import { Stopwatch } from "./stopwatch.ts";

const WARM_EVENTS = 20_000;
const EVENTS = 2_000;
const ROUNDS = 5;
const SEED = 7;
const MOST = 4_000_000;

/** Takes `E`s through each model alone: what "predict, score, learn" is made of. */
type Models<E> = (events: readonly E[], watch: Stopwatch) => void;

const baskets = (): Models<BasketEvent> => {
  const scope = { kind: "landmark" } as const;
  const log = new BasketLog({ scope, itemsMax: MOST, basketsMax: MOST });
  const completion = new BasketCompletion(log, { minCount: 5, minSupport: 0.001, maxLength: 4, cutoff: 10 });
  const index = new BasketIndex({
    scope,
    minCount: 5,
    minSupport: 0.001,
    maxLength: 4,
    setsMax: 500_000,
    trendHalfLifeMs: 3_600_000,
  });
  return (events, watch) => {
    const lists = events.map(({ items }) => items.map(({ itemId }) => itemId));
    watch.time("rank a hidden item (one basket in 16)", () => {
      for (const [n, [hidden = "", ...shown]] of lists.entries())
        if (n % 16 === 0) completion.ranks(shown, hidden);
    });
    watch.time("put into the log", () => {
      for (const [n, list] of lists.entries()) completion.learn(log.add(list, events[n]?.time ?? 0));
    });
    const changes = [...log.drain()];
    watch.time("mine, at the reader", () => {
      for (const { kind, number, bytes } of changes) index.changed(0, kind, number, bytes);
      index.progressed(0, { folded: 0, errorBound: 0 });
      index.settle();
    });
  };
};

const clicks = (): Models<ClickEvent> => {
  const chain = new MarkovChain();
  const weights = untrainedNetworks().find(({ kind }) => kind === "next-item");
  if (weights?.kind !== "next-item") throw new Error("there is no next-item network");
  const net = new NextItemNet(weights);
  const hidden = new Float32Array(net.hiddenSize);
  let previous: string | undefined;
  return (events, watch) => {
    watch.time("rank by popularity and chain", () => {
      for (const { itemId } of events) {
        chain.popularity.rank(itemId);
        chain.rank(previous, itemId);
      }
    });
    watch.time("count the step", () => {
      for (const { itemId } of events) {
        chain.learn(previous, itemId);
        previous = itemId;
      }
    });
    watch.time("rank by the GRU", () => {
      for (const { itemId } of events) net.rank(hidden, 0, net.indexOf(itemId));
    });
    watch.time("advance the GRU", () => {
      for (const { itemId } of events) net.advance(hidden, 0, net.indexOf(itemId));
    });
  };
};

const readings = (): Models<ReadingEvent> => {
  const series = new SeriesModel({ capacity: 100_000, lags: 8, outside: ["gru"] });
  const weights = untrainedNetworks().find(({ kind }) => kind === "series");
  if (weights?.kind !== "series") throw new Error("there is no series network");
  const net = new SeriesNet(weights);
  const { hidden, running } = newSeriesState(net);
  return (events, watch) => {
    watch.time("forecast by all linear rungs", () => {
      for (const { seriesId, time, value } of events) series.predict(seriesId, time, [value]);
    });
    watch.time("the same, least squares, errors, moments", () => {
      for (const { seriesId, time, value } of events)
        series.learn(seriesId, time, value, series.predict(seriesId, time, [value]));
    });
    watch.time("forecasts of further horizons", () => {
      for (const { seriesId } of events) series.plan(seriesId);
    });
    watch.time("forecast by the GRU", () => {
      for (const _ of events) net.predict(hidden, 0, running, 0);
    });
    watch.time("advance the GRU", () => {
      for (const { value } of events) net.advance(hidden, 0, running, 0, value);
    });
  };
};

const reviews = (): Models<ReviewEvent> => {
  const bayes = new NaiveBayes();
  const weights = untrainedNetworks().find(({ kind }) => kind === "text");
  if (weights?.kind !== "text") throw new Error("there is no text network");
  const net = new TextNet(weights);
  return (events, watch) => {
    const tokens = watch.time("words and features", () =>
      events.map(({ text = "" }) => {
        const words = tokensOf(text);
        return { words, features: featuresOf(words) };
      }),
    );
    watch.time("naive Bayes", () => {
      for (const [n, { features }] of tokens.entries()) {
        bayes.predict(features);
        bayes.learn(features, n % 2 === 0);
      }
    });
    watch.time("read by the GRU", () => {
      for (const { words } of tokens) net.probability(words.map((word) => net.idOf(word)));
    });
  };
};

const measured = <E>(
  stream: BenchStream,
  decoder: EventDecoder<E>,
  models: Models<E>,
): Readonly<Record<string, number>> => {
  const records = recordsOf(linesOf(stream, SEED, WARM_EVENTS + EVENTS * (ROUNDS + 1)));
  const next = (count: number): E[] =>
    take(count, records).map((record) => {
      const decoded = decoder.decode(record);
      if (!decoded.ok) throw new Error(decoded.detail);
      return decoded.event;
    });
  models(next(WARM_EVENTS), new Stopwatch(WARM_EVENTS));
  const watch = new Stopwatch(EVENTS);
  for (let round = 0; round <= ROUNDS; round++) models(next(EVENTS), watch);
  return watch.microseconds;
};

/** µs per event that each stream's models cost by themselves, warm. */
export const measureModels = (): Readonly<Record<BenchStream, Readonly<Record<string, number>>>> => ({
  baskets: measured("baskets", createDecoder("baskets"), baskets()),
  clicks: measured("clicks", createDecoder("clicks"), clicks()),
  readings: measured("readings", createDecoder("readings"), readings()),
  reviews: measured("reviews", createDecoder("reviews"), reviews()),
});
