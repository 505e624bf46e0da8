import type { Corpus } from "./corpus.ts";
import { seeded } from "./random.ts";
import type { WordVectors } from "./word-vectors.ts";

/** How vectors are fitted to how often words stand together. */
export interface GloveOptions {
  /** Numbers of a vector. @default 50 */
  readonly size?: number;
  /** Most words to either side; a neighbour at distance d counts 1/d. @default 8 */
  readonly window?: number;
  /** Passes over the pairs. @default 15 */
  readonly epochs?: number;
  /** @default 0.05 */
  readonly rate?: number;
  /** Count from which a pair has full weight. @default 20 */
  readonly full?: number;
  readonly seed: number;
}

const PAIRS_MAX = 4_000_000;

/**
 * GloVe (Pennington, Socher & Manning 2014): vectors whose products fit the logarithms of how often two words stand near
 * each other, by AdaGrad over the pairs that do. Words and contexts are added up. A generator, as `negativeSampling`.
 */
export function* glove(
  corpus: Corpus,
  options: GloveOptions,
): Generator<number, WordVectors, boolean | undefined> {
  const { size = 50, window = 8, epochs = 15, rate = 0.05, full = 20 } = options;
  const random = seeded(options.seed);
  const words = corpus.words.length;
  const near = together(corpus, window);
  const order = Int32Array.from({ length: near.weights.length }, (_, i) => i);
  const width = size + 1;
  const values = Float64Array.from({ length: 2 * words * width }, () => (random() - 0.5) / size);
  const squares = new Float64Array(values.length).fill(1);

  const step = (at: number): void => {
    const first = (near.firsts[at] ?? 0) * width;
    const second = (words + (near.seconds[at] ?? 0)) * width;
    const count = near.weights[at] ?? 1;
    let product = (values[first + size] ?? 0) + (values[second + size] ?? 0) - Math.log(count);
    for (let i = 0; i < size; i++) product += (values[first + i] ?? 0) * (values[second + i] ?? 0);
    const error = Math.min(1, (count / full) ** 0.75) * product;
    for (let i = 0; i <= size; i++) {
      const [a, b] = [values[first + i] ?? 0, values[second + i] ?? 0];
      const [da, db] = i < size ? [error * b, error * a] : [error, error];
      values[first + i] = a - (rate * da) / Math.sqrt(squares[first + i] ?? 1);
      values[second + i] = b - (rate * db) / Math.sqrt(squares[second + i] ?? 1);
      squares[first + i] = (squares[first + i] ?? 1) + da * da;
      squares[second + i] = (squares[second + i] ?? 1) + db * db;
    }
  };

  const finished = (): WordVectors => {
    const vectors = new Float32Array(words * size);
    for (let word = 0; word < words; word++)
      for (let i = 0; i < size; i++)
        vectors[word * size + i] =
          (values[word * width + i] ?? 0) + (values[(words + word) * width + i] ?? 0);
    return { kind: "words", words: corpus.words, size, vectors, pieces: new Float32Array(0) };
  };

  let done = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const at of order) {
      step(at);
      if (++done % 8192 === 0 && (yield done / (epochs * order.length)) === true) return finished();
    }
  }
  return finished();
}

interface Pairs {
  readonly firsts: Int32Array;
  readonly seconds: Int32Array;
  readonly weights: Float64Array;
}

const together = ({ sentences, words }: Corpus, window: number): Pairs => {
  const weights = new Map<number, number>();
  const add = (a: number, b: number, by: number): void => {
    const key = a * words.length + b;
    const known = weights.get(key);
    if (known !== undefined || weights.size < PAIRS_MAX) weights.set(key, (known ?? 0) + by);
  };
  for (const sentence of sentences)
    for (let at = 0; at < sentence.length; at++)
      for (let back = 1; back <= Math.min(window, at); back++) {
        const [a, b] = [sentence[at] ?? 0, sentence[at - back] ?? 0];
        add(a, b, 1 / back);
        add(b, a, 1 / back);
      }
  const keys = [...weights.keys()];
  return {
    firsts: Int32Array.from(keys, (key) => Math.floor(key / words.length)),
    seconds: Int32Array.from(keys, (key) => key % words.length),
    weights: Float64Array.from(weights.values()),
  };
};

const shuffle = (order: Int32Array, random: () => number): void => {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = held;
  }
};
