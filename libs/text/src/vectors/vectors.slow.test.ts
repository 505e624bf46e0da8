import { expect, test } from "vitest";
import { corpusOf, glove, negativeSampling, WordNeighbours, type WordVectors, withPieces } from "../index.ts";

/** People of four kinds, royal or common and male or female, with what each kind keeps company with. */
const sentences = ((): string[][] => {
  const list: string[][] = [];
  for (let n = 0; n < 480; n++) {
    const [royal, female] = [n % 2 === 0, Math.floor(n / 2) % 2 === 0];
    const person = royal ? (female ? "queen" : "king") : female ? "woman" : "man";
    const place = royal ? ["throne", "crown", "palace"] : ["field", "plough", "cottage"];
    const dress = female ? ["gown", "veil", "she"] : ["beard", "coat", "he"];
    list.push([place[n % 3] ?? "", person, dress[(n * 5) % 3] ?? "", person, place[(n + 1) % 3] ?? ""]);
  }
  return list;
})();
const corpus = corpusOf(sentences, 2, 1_000);

const finished = (run: Generator<number, WordVectors, boolean | undefined>): WordVectors => {
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
};
const small = { size: 12, window: 2, seed: 1, subsample: 1 } as const;
const trainers = {
  "skip-gram": () => negativeSampling(corpus, { ...small, method: "skip-gram", epochs: 10 }),
  cbow: () => negativeSampling(corpus, { ...small, method: "cbow", epochs: 20 }),
  fasttext: () =>
    negativeSampling(corpus, { ...small, method: "fasttext", pieces: 200, epochs: 8, rate: 0.1 }),
  glove: () => glove(corpus, { size: 12, window: 2, seed: 1, epochs: 25 }),
};

const first = finished(trainers["skip-gram"]());

test.each(Object.entries(trainers))(
  "%s answers a planted analogy: king − man + woman is queen",
  (_, train) => {
    const words = new WordNeighbours(finished(train()));
    const [king, man, woman] = ["king", "man", "woman"].map(
      (word) => words.vector(word) ?? expect.fail(word),
    );
    const wanted = Float32Array.from(
      { length: 12 },
      (_unused, i) => (king?.[i] ?? 0) - (man?.[i] ?? 0) + (woman?.[i] ?? 0),
    );
    const people = words
      .near(wanted, 99, new Set(["king", "man", "woman"]))
      .filter(({ word }) => ["queen", "throne", "gown", "field", "beard"].includes(word));
    expect(people[0]?.word).toBe("queen");
  },
);

test("the same corpus and seed give the same vectors, and training can be ended early", () => {
  expect(finished(trainers["skip-gram"]()).vectors).toEqual(first.vectors);
  const run = trainers["skip-gram"]();
  run.next();
  expect(run.next(true)).toMatchObject({ done: true, value: { words: corpus.words } });
});

test("a word that never came has a vector by its pieces, and words of other letters have none", () => {
  const words = new WordNeighbours(withPieces(first, 20_000));
  expect(words.knows("queen")).toBe("word");
  expect(words.knows("queens")).toBe("pieces");
  expect(words.similar("queens", 1)[0]?.word).toBe("queen");
  expect(words.knows("日本語")).toBe("none");
  expect(words.similar("日本語", 3)).toEqual([]);
});
