import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BagOfWords,
  BagReplica,
  featuresOf,
  LinearSvm,
  LogisticRegression,
  NaiveBayes,
  tfIdf,
  tokensOf,
} from "../index.ts";

const BUCKETS = 512;
const praise = ["great", "solid", "lovely", "smooth"];
const blame = ["awful", "broken", "noisy", "useless"];
const filler = ["the", "case", "sound", "is", "of", "this"];

/** Texts of words that take sides, among words that do not, by a fixed sequence. */
const planted = (count: number): { readonly text: string; readonly positive: boolean }[] =>
  Array.from({ length: count }, (_, n) => {
    const positive = (n * 7) % 3 !== 0;
    const side = positive ? praise : blame;
    const words = [0, 1, 2, 3, 4].map((i) => filler[(n * 5 + i * 3) % filler.length] ?? "");
    return { text: [...words, side[(n * 11) % side.length]].join(" "), positive };
  });
const read = (text: string) => {
  const tokens = tokensOf(text);
  return { tokens, features: featuresOf(tokens, BUCKETS) };
};

describe("the linear models", () => {
  test("learn which words take sides in one pass, and leave the others near nothing", () => {
    const counts = new NaiveBayes({ buckets: BUCKETS });
    const [logistic, svm] = [
      new LogisticRegression({ buckets: BUCKETS }),
      new LinearSvm({ buckets: BUCKETS }),
    ];
    let [rightOfLogistic, rightOfSvm] = [0, 0];
    const texts = planted(400);
    for (const [n, { text, positive }] of texts.entries()) {
      const { features } = read(text);
      const vector = tfIdf(counts.counts, features);
      if (n >= 200) {
        rightOfLogistic += logistic.predict(vector) >= 0.5 === positive ? 1 : 0;
        rightOfSvm += svm.predict(vector) >= 0.5 === positive ? 1 : 0;
      }
      logistic.learn(vector, positive);
      svm.learn(vector, positive);
      counts.learn(features, positive);
    }
    expect(rightOfLogistic).toBe(200);
    expect(rightOfSvm).toBe(200);
    const weight = (word: string): number => logistic.weights[featuresOf([word], BUCKETS)[0] ?? 0] ?? 0;
    for (const word of praise) expect(weight(word)).toBeGreaterThan(0.3);
    for (const word of blame) expect(weight(word)).toBeLessThan(-0.3);
  });

  test("have a weight of exactly nothing where the penalty outweighs what was seen", () => {
    const strict = new LogisticRegression({ buckets: BUCKETS, lasso: 100 });
    const none = new NaiveBayes({ buckets: BUCKETS }).counts;
    for (const { text, positive } of planted(50)) strict.learn(tfIdf(none, read(text).features), positive);
    expect(strict.weights.every((weight) => weight === 0)).toBe(true);
    expect(strict.bias).not.toBe(0);
  });
});

test("what the lexicon says counts beside the words: among texts nearly all of which are good, too, and of words that never came", () => {
  const bag = new BagOfWords({ buckets: BUCKETS });
  for (const [n, { text, positive }] of planted(600).entries())
    if (positive || n % 4 === 0) bag.read(read(text), positive);
  const unheard = "horrible dreadful rubbish";
  expect(bag.read(read(unheard)).prior).toBeGreaterThan(0.8);
  expect(bag.read(read(unheard)).bayes).toBeGreaterThan(0.7);
  expect(bag.read(read(unheard)).logistic).toBeLessThan(0.4);
});

test("a text's vector has length 1 and gives rare words more weight", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(BUCKETS - 1), { minLength: 1, maxLength: 20 }), (features) => {
      const { values } = tfIdf(new NaiveBayes({ buckets: BUCKETS }).counts, features);
      expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 9);
    }),
  );
  const bayes = new NaiveBayes({ buckets: BUCKETS });
  for (let i = 0; i < 20; i++) bayes.learn([1], i % 2 === 0);
  const { values } = tfIdf(bayes.counts, [1, 2]);
  expect(values[1]).toBeGreaterThan(2 * (values[0] ?? 0));
});

test("a reader of one partition says what the model says; of several, what lies between them", () => {
  const texts = planted(60);
  const replica = new BagReplica({ buckets: BUCKETS });
  const models = [0, 1].map((partition) => {
    const bag = new BagOfWords({ buckets: BUCKETS });
    for (const { text, positive } of texts.slice(partition * 30, partition * 30 + 30))
      bag.read(read(text), positive);
    return bag;
  });
  const question = read("the case is great");
  const said = models.map((bag) => bag.read(question));
  for (const [partition, bag] of models.entries()) {
    for (const block of bag.changedBlocks()) replica.apply(partition, block, bag.encodeBlock(block));
    replica.applyGlobals(partition, bag.globals);
    if (partition > 0) continue;
    const [own] = said;
    const told = replica.read(question);
    expect(told).toEqual({ ...own, svm: told.svm });
    expect(told.svm).toBeCloseTo(own?.svm ?? 0, 12);
  }
  const between = replica.read(question);
  expect(between.logistic).toBeGreaterThan(0.55);
  expect(between.svm).toBeGreaterThan(0.55);
  replica.remove(0);
  replica.remove(1);
  expect(replica.read(question)).toMatchObject({ prior: 0.5, bayes: 0.5, svm: 0.5, logistic: 0.5 });
});
