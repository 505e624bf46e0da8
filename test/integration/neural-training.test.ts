import {
  decodeWeights,
  encodeWeights,
  NextItemNet,
  type NextItemWeights,
  newSeriesState,
  openText,
  SeriesNet,
  tokenId,
} from "@millrace/neural";
import { Random } from "@millrace/neural/testing";
import { loadTensors, type Tensors, trainNextItem, trainSeries, trainText } from "@millrace/neural/training";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { autoregressionMse } from "../support/autoregression.ts";
import { plantedClicks } from "../support/planted-clicks.ts";

const options = { created: "2026-01-01T00:00:00Z", dataRange: { origin: "planted" } };

let tensors: Tensors;
let held = 0;
beforeAll(async () => {
  tensors = await loadTensors();
  console.info(`tensor backend: ${[tensors.backend, ...tensors.refused].join("; ")}`);
});
beforeEach(() => {
  held = tensors.tf.memory().numTensors;
});
afterEach(() => {
  expect(tensors.tf.memory().numTensors, "tensors left behind").toBe(held);
});

/** Share of clicks of the last tenth of the sessions whose item came first, by counts of (last item, next item). */
const markovRecall1 = (sessions: readonly (readonly string[])[]): number => {
  const cut = Math.floor(sessions.length * 0.9);
  const counts = new Map<string, Map<string, number>>();
  for (const session of sessions.slice(0, cut))
    for (let i = 1; i < session.length; i++) {
      const row = counts.get(session[i - 1] ?? "") ?? new Map<string, number>();
      row.set(session[i] ?? "", (row.get(session[i] ?? "") ?? 0) + 1);
      counts.set(session[i - 1] ?? "", row);
    }
  let [right, all] = [0, 0];
  for (const session of sessions.slice(cut))
    for (let i = 1; i < session.length; i++) {
      const row = [...(counts.get(session[i - 1] ?? "") ?? [])].sort((a, b) => b[1] - a[1]);
      right += row[0]?.[0] === session[i] ? 1 : 0;
      all++;
    }
  return right / all;
};

test("next items of a process of order three are learned far beyond a Markov chain, and served as judged", async () => {
  const { sessions, isLikeliest } = plantedClicks(16_000, 24, 3, 7);
  const last = sessions.slice(Math.floor(sessions.length * 0.9));
  const predictions = last.reduce((sum, session) => sum + session.length - 1, 0);
  const optimum =
    last.reduce((sum, s) => sum + s.filter((_, at) => isLikeliest(s, at)).length, 0) / predictions;
  // So few clicks of a process this regular need no dropout: it would only slow the nine epochs down.
  const plain = { hidden: 48, embedding: 32, epochs: 9, dropout: 0, embeddingDropout: 0 };
  const { weights, card } = await trainNextItem(sessions, { ...options, ...plain });
  const markov = markovRecall1(sessions);
  const { recall1 = 0 } = card.validation;
  console.info({ markov, optimum, ...card.validation, seconds: card.seconds });
  expect(recall1).toBeGreaterThan(markov + 0.2);
  expect(recall1).toBeGreaterThan(0.85 * optimum);
  expect(card.epochs.at(-1)?.clippedNorm).toBeLessThanOrEqual(1);
  expect(card.validationExamples).toBe(predictions);

  const received = decodeWeights(encodeWeights(weights, card));
  expect(received).toEqual({ weights, card });
  const net = new NextItemNet(received.weights as NextItemWeights);
  const hidden = new Float32Array(net.hiddenSize * last.length);
  const ranks: number[] = [];
  for (let at = 0; last.some((session) => at + 1 < session.length); at++) {
    const going = last.flatMap((session, row) => (at + 1 < session.length ? [row] : []));
    const items = going.map((row) => net.indexOf(last[row]?.[at] ?? ""));
    net.advanceBatch(
      hidden,
      going.map((row) => row * net.hiddenSize),
      items,
    );
    for (const row of going)
      ranks.push(net.rank(hidden, row * net.hiddenSize, net.indexOf(last[row]?.[at + 1] ?? "")));
  }
  expect(ranks.filter((rank) => rank === 1).length / ranks.length).toBe(recall1);
});

test("with a sampled softmax it learns too", async () => {
  const random = new Random(3);
  const sessions = Array.from({ length: 700 }, () => {
    let item = Math.floor(random.next() * 300);
    return Array.from({ length: 12 }, () => {
      item = random.next() < 0.9 ? (item * 7 + 13) % 300 : Math.floor(random.next() * 300);
      return `i${item}`;
    });
  });
  const { card } = await trainNextItem(sessions, {
    ...options,
    fullSoftmaxItemsMax: 100,
    negatives: 100,
    hidden: 32,
    epochs: 6,
  });
  expect(card.validation.recall1).toBeGreaterThan(0.5);
});

test("a series that is not linear is forecast far better than by persistence or an autoregression", async () => {
  const random = new Random(11);
  const series = Array.from({ length: 6 }, (_, s) => {
    let x = random.next();
    const [level, unit] = [1000 * (random.next() - 0.5), 10 ** (s - 2)];
    const values = Array.from({ length: 800 }, () => {
      const noise = 0.03 * (random.next() + random.next() + random.next() - 1.5) * 2;
      x = Math.min(0.99, Math.max(0.01, 3.7 * x * (1 - x) + noise));
      return level + unit * x;
    });
    return { values };
  });
  const { weights, card } = await trainSeries(series, { ...options, epochs: 8, learningRate: 0.01 });
  const linear = autoregressionMse(
    series.map(({ values }) => values),
    5,
    0.9,
  );
  console.info({ linear, ...card.validation, seconds: card.seconds });
  expect(card.validation.mseOverPersistence).toBeLessThan(0.1);
  expect(card.validation.scaledMse).toBeLessThan(0.3 * linear);

  const net = new SeriesNet(weights);
  const { hidden, running } = newSeriesState(net);
  for (const value of series[0]?.values ?? []) net.advance(hidden, 0, running, 0, value);
  expect(net.forecast(hidden, 0, running, 0, 24).every(Number.isFinite)).toBe(true);
});

test("negation, which no bag of words can see, is learned from text", async () => {
  const random = new Random(5);
  const any = (n: number): number => Math.floor(random.next() * n);
  const texts = Array.from({ length: 1500 }, () => {
    const words = Array.from({ length: 3 + any(6) }, () => `w${any(40)}`);
    const [good, negated, at] = [any(2) === 1, any(2) === 1, any(words.length - 1)];
    if (negated) words[at] = "not";
    words[at + 1] = good ? "good" : "bad";
    const label: 0 | 1 = good !== negated ? 1 : 0;
    return { ids: words.map((word) => tokenId(word, 512)), label };
  });
  const train = { ...options, buckets: 512, hidden: 24, embedding: 12, epochs: 12, learningRate: 0.02 };
  const { weights, card } = await trainText(texts, train);
  console.info({ ...card.validation, seconds: card.seconds, epochs: card.epochs.length });
  expect(card.validation.accuracy).toBeGreaterThan(0.95);
  const net = openText(weights);
  const of = (text: string): number => net.probability(text.split(" ").map((word) => net.idOf(word)));
  expect(of("w1 not bad w3")).toBeGreaterThan(0.8);
  expect(of("w1 w2 bad w3")).toBeLessThan(0.2);
});

test("the same seed gives the same weights, and a budget of time ends training with the best so far", async () => {
  const { sessions } = plantedClicks(800, 8, 2, 1);
  const small = { ...options, hidden: 8, embedding: 4, epochs: 2, batch: 8 };
  const [a, b] = [await trainNextItem(sessions, small), await trainNextItem(sessions, small)];
  expect(b.weights).toEqual(a.weights);
  let now = 0;
  const timed = await trainNextItem(sessions, {
    ...small,
    epochs: 50,
    timeBudgetMs: 5,
    clockMs: () => now++,
  });
  expect(timed.card.stopped).toBe("time");
  expect(timed.card.epochs.length).toBeLessThan(5);
  await expect(trainNextItem([["a"], ["b"]], small)).rejects.toThrow("nothing to train on");
});

test("WebAssembly, the fallback, has every operation that training needs", async () => {
  const { tf } = tensors;
  const native = tf.getBackend();
  await import("@tensorflow/tfjs-backend-wasm");
  expect(await tf.setBackend("wasm")).toBe(true);
  try {
    const small = { ...options, hidden: 8, embedding: 4, epochs: 2, batch: 8 };
    const { sessions } = plantedClicks(600, 8, 2, 1);
    const full = await trainNextItem(sessions, { ...small, dropout: 0.2 });
    const sampled = await trainNextItem(sessions, { ...small, fullSoftmaxItemsMax: 1, negatives: 4 });
    const series = await trainSeries([{ values: new Random(1).uniform(400, 1) }], small);
    const texts = Array.from({ length: 40 }, (_, i) => {
      const label: 0 | 1 = i % 2 === 0 ? 1 : 0;
      return { ids: [1 + label, 3, 4], label };
    });
    const text = await trainText(texts, { ...small, buckets: 8 });
    const both = await trainText(texts, { ...small, buckets: 8, network: "bilstm" });
    for (const { card } of [full, sampled, series, text, both])
      expect(card.epochs[1]?.trainingLoss).toBeLessThan(card.epochs[0]?.trainingLoss ?? 0);
  } finally {
    await tf.setBackend(native);
  }
});
