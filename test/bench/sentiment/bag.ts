import {
  BagOfWords,
  BUCKETS,
  featuresOf,
  type LabelledVector,
  LinearSvm,
  LogisticRegression,
  lassoPath,
  leanOf,
  lexiconScore,
  NaiveBayes,
  tfIdf,
  tokensOf,
  valenceSum,
} from "@millrace/text";
import { type Score, scoreOf } from "./scores.ts";
import { FOLDS, type Labelled } from "./texts.ts";

/** Passes of the online models over the texts of a fold, in an order that a step of a fixed size gives. */
const PASSES = 8;
/** For many passes a text may move the weights less than for one. */
const AGGRESSIVENESS = 0.2;
const PENALTIES = [0.001, 0.0003, 0.0001, 0.00003, 0.00001];

/** Scores of all models on all folds, and on the last fold alone. */
export interface BagFindings {
  readonly folds: readonly Score[];
  /** One lasso: that of the penalty that did best on the other folds. */
  readonly last: readonly Score[];
}

/** Every model of words without order on the same folds: trained on four, judged on the fifth. */
export const bagScores = (texts: readonly Labelled[]): BagFindings => {
  const read = texts.map(({ text }) => {
    const tokens = tokensOf(text);
    return { tokens, features: featuresOf(tokens) };
  });
  const scores = new Map<string, number[]>();
  const used = new Map<string, number>();
  const put = (model: string, at: number, score: number): void => {
    const list = scores.get(model) ?? [];
    list[at] = score;
    scores.set(model, list);
  };
  const spent = new Map<string, number>();
  const timed = (model: string, at: number, predict: () => number): void => {
    const began = performance.now();
    put(model, at, predict());
    spent.set(model, (spent.get(model) ?? 0) + performance.now() - began);
  };
  for (let fold = 0; fold < FOLDS; fold++) {
    const training = texts.flatMap((text, at) =>
      text.fold === fold ? [] : [{ at, positive: text.positive }],
    );
    const bayes = new NaiveBayes();
    for (const { at, positive } of training) bayes.learn(read[at]?.features ?? [], positive);
    const vector = (at: number) => tfIdf(bayes.counts, read[at]?.features ?? []);
    const vectors: LabelledVector[] = training.map(({ at, positive }) => ({ text: vector(at), positive }));
    const [logistic, svm] = [new LogisticRegression(), new LinearSvm({ aggressiveness: AGGRESSIVENESS })];
    for (let pass = 0; pass < PASSES; pass++)
      for (let i = 0; i < vectors.length; i++) {
        const one = vectors[(i * 7919 + pass * 104_729) % vectors.length];
        if (one === undefined) continue;
        logistic.learn(one.text, one.positive);
        svm.learn(one.text, one.positive);
      }
    const leaning = new LogisticRegression();
    const lean = (at: number): number => leanOf(lexiconScore(valenceSum(read[at]?.tokens ?? [])));
    for (let pass = 0; pass < PASSES; pass++)
      for (let i = 0; i < vectors.length; i++) {
        const n = (i * 7919 + pass * 104_729) % vectors.length;
        const [one, from] = [vectors[n], training[n]];
        if (one !== undefined && from !== undefined) leaning.learn(one.text, one.positive, lean(from.at));
      }
    const path = lassoPath(vectors, BUCKETS, PENALTIES);
    for (const [at, { fold: own }] of texts.entries()) {
      if (own !== fold) continue;
      timed("lexicon", at, () => lexiconScore(valenceSum(read[at]?.tokens ?? [])));
      timed("naive Bayes", at, () => bayes.predict(read[at]?.features ?? []));
      timed("logistic L1 (FTRL)", at, () => logistic.predict(vector(at)));
      timed("logistic L1 beside the lexicon", at, () => leaning.predict(vector(at), lean(at)));
      timed("linear SVM (PA)", at, () => svm.predict(vector(at)));
      const { buckets, values } = vector(at);
      for (const { penalty, weights, bias, used: count } of path) {
        let sum = bias;
        for (let i = 0; i < buckets.length; i++) sum += (weights[buckets[i] ?? 0] ?? 0) * (values[i] ?? 0);
        put(`lasso λ=${penalty}`, at, 1 / (1 + Math.exp(-sum)));
        used.set(`lasso λ=${penalty}`, count);
      }
    }
    used.set(
      "logistic L1 (FTRL)",
      logistic.weights.reduce((sum, weight) => sum + (weight === 0 ? 0 : 1), 0),
    );
  }
  const scored = (chosen: readonly number[]): Score[] =>
    [...scores].map(([model, list]) => {
      const picked = chosen.map((at) => list[at] ?? 0);
      const labels = chosen.map((at) => texts[at]?.positive === true);
      const ms = spent.get(model);
      const msPerText = ms === undefined ? undefined : ms / texts.length;
      return { ...scoreOf(model, picked, labels), parameters: used.get(model), msPerText };
    });
  const at = [...texts.keys()];
  const others = scored(at.filter((n) => texts[n]?.fold !== FOLDS - 1));
  const [lasso] = others.filter(isLasso).sort((a, b) => b.accuracy - a.accuracy);
  const last = scored(at.filter((n) => texts[n]?.fold === FOLDS - 1));
  return { folds: scored(at), last: last.filter((one) => !isLasso(one) || one.model === lasso?.model) };
};

const isLasso = ({ model }: Score): boolean => model.startsWith("lasso");

/** Every model in one pass over the texts as they come, each judged before it learns. */
export const prequentialScores = (texts: readonly Labelled[]): readonly Score[] => {
  const bag = new BagOfWords();
  const rungs = ["lexicon", "bayes", "svm", "logistic"] as const;
  const scores: Record<string, number[]> = {};
  const began = performance.now();
  for (const { text, positive } of texts) {
    const tokens = tokensOf(text);
    const said = bag.read({ tokens, features: featuresOf(tokens) }, positive);
    for (const rung of rungs) {
      const list = scores[rung] ?? [];
      list.push(said[rung]);
      scores[rung] = list;
    }
  }
  const msPerText = (performance.now() - began) / texts.length;
  const labels = texts.map(({ positive }) => positive);
  return rungs.map((rung) => ({ ...scoreOf(rung, scores[rung] ?? [], labels), msPerText }));
};
