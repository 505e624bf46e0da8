import { Scoreboard } from "@millrace/evaluation";
import type { Answer, Json, Weights } from "@millrace/pipeline";
import { below, type Chunk, inSample, prefixed, type Stateful } from "@millrace/state";
import { LanguageModel, Mixture, natsOf, sentencesOf } from "@millrace/text";
import { LanguageNetwork } from "./language-network.ts";
import { type BudgetPlan, WordBudget } from "./word-budget.ts";

/** One text in so many is expected word by word before it is learned: the same ones for all models. */
const SCORED_ONE_IN = 4;
/** Words of a text that the network is asked for at most, in whole sentences. */
const WORDS_MAX = 60;
/** Characters of an English word with its space, about, and words that are learned of a text at most. */
const CHARS_PER_WORD = 5;
const LEARNED_MAX = 256;
/** Seconds for which the network may save up what it did not read, and what it reads beyond: next to nothing. */
const SAVED_SECONDS = 20;
const ONE_IN = 4_096;

/** Blocks that are told at once, each a message. In a steady flow nearly all of them change: they must not outnumber the answers. */
const BLOCKS_MAX = 256;

type Sentences = readonly (readonly string[])[];

/** The language models of one partition with their test-then-train perplexity: counts, a GRU, and both together. */
export class Language implements Stateful {
  readonly #model: LanguageModel;
  readonly #network = new LanguageNetwork();
  readonly #mixture = new Mixture();
  readonly #learning: WordBudget;
  readonly #budget: WordBudget;
  readonly #scores = new Scoreboard({
    stream: "language",
    ladder: ["unigram", "kneser-ney", "gru", "mixture"],
    metrics: [{ name: "perplexity", better: "lower", mean: "exponential" }],
    rule: { minEvents: 200 },
  });

  /** @param learning words that are learned; @param wordsPerSecond words that the network may be asked for. */
  constructor(trigramsMax: number, learning: BudgetPlan, wordsPerSecond: number) {
    this.#learning = new WordBudget(learning);
    this.#model = new LanguageModel(trigramsMax);
    const wordsSaved = wordsPerSecond * SAVED_SECONDS;
    this.#budget = new WordBudget({ wordsPerSecond, wordsSaved, oneIn: ONE_IN });
  }

  get size() {
    return this.#model.size;
  }

  get scores() {
    return this.#scores.scores();
  }

  get globals(): Readonly<Record<string, Json>> {
    return { languageChampion: this.#scores.champion(), languageShare: this.#mixture.share };
  }

  /** Versions of the networks in use by kind. */
  get versions(): Readonly<Record<string, string>> {
    return this.#network.versions;
  }

  adopt(weights: Weights): boolean {
    return this.#network.adopt(weights);
  }

  /** Expects the words of a text, where it is in the sample, then learns them, where there is time for it. @param time event time, ms since 1970. */
  read(id: string, text: string, time: number, appendedAt: number): void {
    const words = Math.min(LEARNED_MAX, Math.ceil(text.length / CHARS_PER_WORD));
    if (!this.#learning.take(id, words, appendedAt)) return;
    const sentences = sentencesOf(text);
    if (sentences.length === 0) return;
    if (inSample(id, SCORED_ONE_IN)) this.#score(id, sentences, time, appendedAt);
    this.#model.learn(sentences);
  }

  /** Whether more changed than was told. */
  get lags(): boolean {
    return this.#model.waiting > 0;
  }

  /** Blocks of trigrams that changed since the last call, at most so many; those that waited longest first. */
  *drain(): Iterable<Answer> {
    for (const block of this.#model.changedBlocks(BLOCKS_MAX))
      yield { entity: `phrases/${block}`, value: this.#model.encodeBlock(block), lags: true };
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("trigrams", this.#model.chunks());
    yield* prefixed("weights", this.#network.chunks());
    yield* prefixed("mixture", this.#mixture.chunks());
    yield* prefixed("learning", this.#learning.chunks());
    yield* prefixed("budget", this.#budget.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#model.restore(below("trigrams", chunks));
    this.#network.restore(below("weights", chunks));
    this.#mixture.restore(below("mixture", chunks));
    this.#learning.restore(below("learning", chunks));
    this.#budget.restore(below("budget", chunks));
    this.#scores.restore(below("scores", chunks));
  }

  /** All models on the same words: those that the network reads, where it does. */
  #score(id: string, sentences: Sentences, time: number, appendedAt: number): void {
    const asked = this.#network.version === "" ? [] : firstOf(sentences);
    const words = wordsOf(asked);
    const byNetwork =
      words > 0 && this.#budget.take(id, words, appendedAt) ? this.#network.expect(asked) : undefined;
    const { unigram, kneserNey } = this.#model.expect(byNetwork === undefined ? sentences : asked);
    const each = [unigram, kneserNey];
    if (byNetwork !== undefined) {
      const { network, mixed } = this.#mixture.judge(byNetwork, kneserNey);
      each.push(network, mixed);
    }
    this.#scores.record(
      time,
      [0, 1, 2, 3].map((rung) => perWord(each[rung])),
    );
  }
}

const wordsOf = (sentences: Sentences): number => sentences.reduce((sum, { length }) => sum + length + 1, 0);

/** The first sentences, as many as the network is asked for. */
const firstOf = (sentences: Sentences): Sentences => {
  let left = WORDS_MAX;
  return sentences.filter(({ length }) => {
    left -= length + 1;
    return left >= 0;
  });
};

const perWord = (probabilities: Float64Array | undefined): readonly number[] | undefined =>
  probabilities === undefined ? undefined : [natsOf(probabilities) / probabilities.length];
