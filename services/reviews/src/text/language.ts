import { Scoreboard } from "@millrace/evaluation";
import type { Answer } from "@millrace/pipeline";
import { below, type Chunk, inSample, prefixed, type Stateful } from "@millrace/state";
import { LanguageModel, sentencesOf } from "@millrace/text";

/** One text in so many is expected word by word before it is learned: the same ones for both models. */
const SCORED_ONE_IN = 4;

/** The language model of one partition with its test-then-train perplexity. */
export class Language implements Stateful {
  readonly #model: LanguageModel;
  readonly #scores = new Scoreboard({
    stream: "language",
    ladder: ["unigram", "kneser-ney"],
    metrics: [{ name: "perplexity", better: "lower", mean: "exponential" }],
  });

  constructor(trigramsMax: number) {
    this.#model = new LanguageModel(trigramsMax);
  }

  get size() {
    return this.#model.size;
  }

  get scores() {
    return this.#scores.scores();
  }

  /** Expects the words of a text, where it is in the sample, then learns them. @param time event time, ms since 1970. */
  read(id: string, text: string, time: number): void {
    const sentences = sentencesOf(text);
    if (sentences.length === 0) return;
    if (inSample(id, SCORED_ONE_IN)) {
      const { unigram, kneserNey } = this.#model.surprise(sentences);
      this.#scores.record(
        time,
        [unigram, kneserNey].map(({ nats, words }) => [nats / words]),
      );
    }
    this.#model.learn(sentences);
  }

  /** Blocks of trigrams that changed since the last call. */
  *drain(): Iterable<Answer> {
    for (const block of this.#model.changedBlocks())
      yield { entity: `phrases/${block}`, value: this.#model.encodeBlock(block) };
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("trigrams", this.#model.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#model.restore(below("trigrams", chunks));
    this.#scores.restore(below("scores", chunks));
  }
}
