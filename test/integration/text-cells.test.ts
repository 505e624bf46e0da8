import { decodeWeights, encodeWeights, openText, textKindOf, textNetworks } from "@millrace/neural";
import { Random } from "@millrace/neural/testing";
import { cellStates, lastState, loadTensors, padded, trainText } from "@millrace/neural/training";
import { expect, test } from "vitest";

const created = "2026-01-01T00:00:00Z";
const WORDS = 100;
const GOOD = 7;
const NOT = 9;

/** Texts of seven words in which one decides, unless "not" stands right before it: order is what matters. */
const planted = (count: number, seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const ids = Array.from({ length: 7 }, () => 20 + Math.floor(random.next() * 70));
    const at = 1 + Math.floor(random.next() * 6);
    const [negated, elsewhere] = [random.next() < 0.5, random.next() < 0.5];
    ids[at] = GOOD;
    if (negated) ids[at - 1] = NOT;
    else if (elsewhere) ids[(at + 2) % 7] = NOT;
    return { ids, label: negated ? (0 as const) : (1 as const) };
  });
};

test("the small LSTM of the textbooks, 100 words of 8 numbers and 8 cells, learns what the order of words says", async () => {
  const options = {
    created,
    dataRange: {},
    buckets: WORDS,
    embedding: 8,
    hidden: 8,
    epochs: 20,
    learningRate: 0.05,
  };
  const { weights, card } = await trainText(planted(600, 3), { ...options, network: "lstm", dropout: 0 });
  expect(card.validation.accuracy).toBeGreaterThan(0.9);
  expect(card.parameters).toBe(100 * 8 + 8 * 32 + 8 * 32 + 32 + 8 + 1);
  for (const { gradientNorm, clippedNorm } of card.epochs) {
    expect(gradientNorm).toBeGreaterThan(0);
    expect(clippedNorm).toBeLessThanOrEqual(1);
  }
  const net = openText(weights);
  const later = planted(300, 4);
  const right = later.filter(({ ids, label }) => net.probability(ids) >= 0.5 === (label === 1)).length;
  expect(right / later.length).toBeGreaterThan(0.9);
});

test.each(textNetworks)("%s is trained and served by the same equations", async (network) => {
  const texts = Array.from({ length: 60 }, (_, n) => ({
    ids: n % 2 === 0 ? [GOOD, 20 + (n % 9), 0] : [20 + (n % 7), NOT, 31],
    label: n % 2 === 0 ? (1 as const) : (0 as const),
  }));
  const options = {
    created,
    dataRange: {},
    buckets: 64,
    embedding: 4,
    hidden: 5,
    epochs: 15,
    learningRate: 0.1,
    batch: 16,
  };
  const { weights, card } = await trainText(texts, { ...options, network, dropout: 0, patience: 99 });
  const last = card.epochs.at(-1);
  expect(card.validation.accuracy).toBe(1);
  // Judged by the serving code on texts like those that were learned: the losses can only agree if the equations do.
  expect(Math.abs((last?.validationLoss ?? 1) - (last?.trainingLoss ?? 0))).toBeLessThan(0.05);
  expect(card.kind).toBe(textKindOf(network));
  const received = decodeWeights(encodeWeights(weights, card)).weights;
  expect(received).toEqual(weights);
});

test("vectors from elsewhere stay as they are where they are frozen, and are tuned where not", async () => {
  const texts = Array.from({ length: 40 }, (_, n) => ({
    ids: n % 2 === 0 ? [GOOD, 20] : [NOT, 20],
    label: n % 2 === 0 ? (1 as const) : (0 as const),
  }));
  const vectors = new Random(5).uniform(32 * 4, 0.5);
  const options = { created, dataRange: {}, buckets: 32, embedding: 4, hidden: 6, epochs: 2, vectors };
  const frozen = await trainText(texts, { ...options, network: "lstm", frozen: true });
  expect(frozen.weights.embedding).toEqual(vectors);
  expect(frozen.card.parameters).toBe(4 * 24 + 6 * 24 + 24 + 6 + 1);
  const tuned = await trainText(texts, { ...options, network: "lstm" });
  expect(tuned.weights.embedding).not.toEqual(vectors);
  expect(tuned.card.parameters).toBe(frozen.card.parameters + 32 * 4);
});

test("shorter texts are padded without a trace: a text is worth the same alone and beside a longer one", async () => {
  const { tf } = await loadTensors();
  const random = new Random(2);
  const texts = [[3, 4, 5, 6, 7, 8], [9, 10], [11]].map((ids) => ({ ids }));
  const table = random.uniform(16 * 12, 0.5);
  for (const network of ["rnn", "gru", "lstm"] as const) {
    const gates = { rnn: 1, gru: 3, lstm: 4 }[network];
    const recurrent = random.uniform(3 * 3 * gates, 0.7);
    const last = (group: readonly { readonly ids: readonly number[] }[]): number[] =>
      tf.tidy(() => {
        const { ids, real, steps, lanes } = padded(group, false);
        const projected = tf.gather(tf.tensor2d(table, [16, 12]).slice([0, 0], [16, 3 * gates]), ids);
        const u = tf.tensor2d(recurrent, [3, 3 * gates]);
        return [
          ...lastState(tf, {
            network,
            projected: projected.as2D(steps * lanes, 3 * gates),
            recurrent: u,
            real,
            steps,
            lanes,
          }).dataSync(),
        ];
      });
    const together = last(texts);
    for (const [lane, text] of texts.entries())
      for (const [j, value] of last([text]).entries()) expect(together[lane * 3 + j]).toBeCloseTo(value, 6);
  }
});

test("the gradient of the LSTM that is written by hand is that of its equations", async () => {
  const { tf } = await loadTensors();
  const random = new Random(9);
  const [steps, lanes, h] = [5, 3, 4];
  const projected = tf.tensor2d(random.uniform(steps * lanes * 4 * h, 1), [steps * lanes, 4 * h]);
  const recurrent = tf.tensor2d(random.uniform(h * 4 * h, 0.8), [h, 4 * h]);
  const real = Float32Array.from({ length: steps * lanes }, (_, at) =>
    at < lanes * 2 && at % lanes === 1 ? 0 : 1,
  );
  const weights = tf.tensor2d(random.uniform(lanes * h, 1), [lanes, h]);
  const byHand = tf.grads((x, u) => {
    const run = {
      network: "lstm",
      projected: x.as2D(steps * lanes, 4 * h),
      recurrent: u.as2D(h, 4 * h),
      real,
      steps,
      lanes,
    } as const;
    return tf.sum(tf.addN(cellStates(tf, run).map((state) => tf.mul(state, weights)))).asScalar();
  })([projected, recurrent]);
  const plain = tf.grads((x, u) => {
    const masks = tf.split(tf.tensor2d(real, [steps * lanes, 1]), steps);
    let [state, memory, sum] = [tf.zeros([lanes, h]), tf.zeros([lanes, h]), tf.scalar(0)];
    for (const [t, input] of tf.split(x, steps).entries()) {
      const sums = tf.add(input, tf.matMul(state.as2D(lanes, h), u.as2D(h, 4 * h)));
      const [i, f, g, o] = tf.split(sums, 4, 1);
      if (i === undefined || f === undefined || g === undefined || o === undefined)
        throw new Error("four parts");
      const next = tf.add(tf.mul(tf.sigmoid(f), memory), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      memory = tf.mul(next, masks[t] ?? 1);
      state = tf.mul(tf.sigmoid(o), tf.tanh(memory));
      sum = tf.add(sum, tf.sum(tf.mul(state, weights)));
    }
    return sum.asScalar();
  })([projected, recurrent]);
  for (const [at, own] of byHand.entries()) {
    const theirs = plain[at]?.dataSync() ?? [];
    for (const [n, value] of own.dataSync().entries()) expect(value).toBeCloseTo(theirs[n] ?? 9, 4);
  }
  tf.dispose([projected, recurrent, weights, ...byHand, ...plain]);
});
