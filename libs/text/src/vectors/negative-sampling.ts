import type { Corpus } from "./corpus.ts";
import { seeded } from "./random.ts";
import { piecesOf, type WordVectors } from "./word-vectors.ts";

/** How vectors are learned by telling real neighbours from drawn ones. */
export interface SamplingOptions {
  /** What predicts what: a word its neighbours, its pieces and itself its neighbours, or the neighbours the word. */
  readonly method: "skip-gram" | "fasttext" | "cbow";
  /** Numbers of a vector. @default 50 */
  readonly size?: number;
  /** Most words to either side. @default 5 */
  readonly window?: number;
  /** Drawn words for each real one. @default 5 */
  readonly negatives?: number;
  /** Passes. @default 5 */
  readonly epochs?: number;
  /** First step; falls to zero. @default 0.05 */
  readonly rate?: number;
  /** Frequent words are passed over, those with this share of the text seldom. @default 0.001 */
  readonly subsample?: number;
  /** Rows of character n-grams, for fasttext. @default 20,000 */
  readonly pieces?: number;
  readonly seed: number;
}

/** Power by which counts are flattened before words are drawn (Mikolov et al. 2013). */
const FLATTENED = 0.75;
const DRAWS = 1 << 18;

/**
 * Word vectors by negative sampling: skip-gram and CBOW (Mikolov et al. 2013), FastText (Bojanowski et al. 2017). The
 * same corpus and seed give the same vectors. A generator, so that whoever trains can do other things in between: yields
 * the share that is done after each few sentences, and returns what it has learned, also when it is not asked to go on
 * to the end by `return`. About 250,000 words a second and pass, for skip-gram of size 50.
 */
export function* negativeSampling(
  corpus: Corpus,
  options: SamplingOptions,
): Generator<number, WordVectors, boolean | undefined> {
  const { size = 50, window = 5, negatives = 5, epochs = 5, rate = 0.05, subsample = 1e-3, method } = options;
  const random = seeded(options.seed);
  const words = corpus.words.length;
  const pieceRows = method === "fasttext" ? (options.pieces ?? 20_000) : 0;
  const input = Float32Array.from({ length: (words + pieceRows) * size }, () => (random() - 0.5) / size);
  const output = new Float32Array(words * size);
  const rowsOf = corpus.words.map((word, i) => [i, ...piecesOf(word, pieceRows).map((row) => words + row)]);
  const drawn = drawTable(corpus);
  const total = corpus.counts.reduce((sum, count) => sum + count, 0);
  const keep = Float64Array.from(corpus.counts, (count) => {
    const share = count / Math.max(1, total) / subsample;
    return share <= 1 ? 1 : Math.sqrt(1 / share) + 1 / share;
  });
  const hidden = new Float64Array(size);
  const error = new Float64Array(size);

  const step = (inputs: readonly number[], target: number, learning: number): void => {
    hidden.fill(0);
    error.fill(0);
    for (const row of inputs)
      for (let i = 0, p = row * size; i < size; i++, p++) hidden[i] = (hidden[i] ?? 0) + (input[p] ?? 0);
    const share = 1 / inputs.length;
    for (let i = 0; i < size; i++) hidden[i] = (hidden[i] ?? 0) * share;
    for (let n = 0; n <= negatives; n++) {
      const word = n === 0 ? target : (drawn[Math.floor(random() * DRAWS)] ?? 0);
      if (n > 0 && word === target) continue;
      const from = word * size;
      let product = 0;
      for (let i = 0; i < size; i++) product += (hidden[i] ?? 0) * (output[from + i] ?? 0);
      const gradient = ((n === 0 ? 1 : 0) - 1 / (1 + Math.exp(-product))) * learning;
      for (let i = 0; i < size; i++) {
        error[i] = (error[i] ?? 0) + gradient * (output[from + i] ?? 0);
        output[from + i] = (output[from + i] ?? 0) + gradient * (hidden[i] ?? 0);
      }
    }
    for (const row of inputs)
      for (let i = 0, p = row * size; i < size; i++, p++) input[p] = (input[p] ?? 0) + (error[i] ?? 0);
  };

  const learn = (sentence: Int32Array, learning: number): void => {
    const kept = sentence.filter((word) => random() < (keep[word] ?? 1));
    for (let at = 0; at < kept.length; at++) {
      const reach = 1 + Math.floor(random() * window);
      const around: number[] = [];
      for (let j = Math.max(0, at - reach); j <= Math.min(kept.length - 1, at + reach); j++)
        if (j !== at) around.push(kept[j] ?? 0);
      if (around.length === 0) continue;
      const word = kept[at] ?? 0;
      if (method === "cbow") step(around, word, learning);
      else for (const neighbour of around) step(rowsOf[word] ?? [word], neighbour, learning);
    }
  };

  const all = epochs * corpus.sentences.length;
  let done = 0;
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const sentence of corpus.sentences) {
      learn(sentence, rate * Math.max(0.05, 1 - done / all));
      if (++done % 256 === 0 && (yield done / all) === true)
        return vectorsOf(corpus.words, input, rowsOf, size);
    }
  return vectorsOf(corpus.words, input, rowsOf, size);
}

/** Each word as the mean of its rows. */
const vectorsOf = (
  words: readonly string[],
  input: Float32Array,
  rowsOf: readonly (readonly number[])[],
  size: number,
): WordVectors => {
  const vectors = new Float32Array(words.length * size);
  for (const [word, rows] of rowsOf.entries())
    for (const row of rows)
      for (let i = 0; i < size; i++)
        vectors[word * size + i] =
          (vectors[word * size + i] ?? 0) + (input[row * size + i] ?? 0) / rows.length;
  return { kind: "words", words, size, vectors, pieces: input.slice(words.length * size) };
};

const drawTable = ({ counts }: Corpus): Int32Array => {
  const powers = counts.map((count) => count ** FLATTENED);
  const total = powers.reduce((sum, power) => sum + power, 0);
  const table = new Int32Array(DRAWS);
  let [word, reached] = [0, (powers[0] ?? 0) / total];
  for (let i = 0; i < DRAWS; i++) {
    table[i] = word;
    if ((i + 1) / DRAWS <= reached || word + 1 >= counts.length) continue;
    word++;
    reached += (powers[word] ?? 0) / total;
  }
  return table;
};
