import { corpusOf, negativeSampling, type WordVectors } from "@millrace/text";

/** Vectors by skip-gram over the tokens of texts. */
export const ownVectors = (texts: readonly (readonly string[])[], size: number): WordVectors => {
  const run = negativeSampling(corpusOf(texts, 2, 20_000), {
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
  return step.value;
};
