import { tokenId } from "@millrace/neural";
import { Random } from "@millrace/neural/testing";
import { corpusOf, negativeSampling, WordNeighbours } from "@millrace/text";

/** Vectors of words. */
export interface Vectors {
  readonly size: number;
  /** Of length 1; undefined where the word has none. */
  readonly vector: (word: string) => Float32Array | undefined;
}

interface Read {
  readonly tokens: readonly string[];
}

/** Length to which vectors are brought where a network begins with them. */
const LENGTH = 1;
const DRAWN = 0.05;

/** Vectors by skip-gram over the tokens of texts. */
export const ownVectors = (texts: readonly Read[], size: number): Vectors => {
  const corpus = corpusOf(
    texts.map(({ tokens }) => tokens),
    2,
    20_000,
  );
  const run = negativeSampling(corpus, {
    size,
    window: 5,
    negatives: 5,
    rate: 0.05,
    epochs: 15,
    subsample: 1e-3,
    method: "skip-gram",
    seed: 1,
  });
  let step = run.next();
  while (!step.done) step = run.next();
  const words = new WordNeighbours(step.value);
  return { size, vector: (word) => (words.knows(word) === "word" ? words.vector(word) : undefined) };
};

/** The embedding that a network begins with: each bucket has the vector of its most frequent word. */
export const vectorRows = (
  { size, vector }: Vectors,
  texts: readonly Read[],
  buckets: number,
): Float32Array => {
  const counts = new Map<string, number>();
  for (const { tokens } of texts) for (const word of tokens) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rows = new Random(3).uniform(buckets * size, DRAWN);
  const taken = new Set<number>();
  for (const [word] of [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))) {
    const row = tokenId(word, buckets);
    const own = taken.has(row) ? undefined : vector(word.startsWith("not_") ? word.slice(4) : word);
    if (own === undefined) continue;
    taken.add(row);
    const sign = word.startsWith("not_") ? -LENGTH : LENGTH;
    rows.set(
      own.map((value) => value * sign),
      row * size,
    );
  }
  return rows;
};
