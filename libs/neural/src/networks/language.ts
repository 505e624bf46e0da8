import type { NextItemNet } from "./next-item.ts";
import { logSumExp, topOf } from "./ranking.ts";

/** Stands before a sentence's first word, where a next-item network is a language model. */
export const SENTENCE_BEGIN = "<s>";
/** Stands behind its last one. */
export const SENTENCE_END = "</s>";

/** A next-item network over words, asked about sentences. Words that it does not know have probability 0. */
export class LanguageNet {
  readonly #net: NextItemNet;

  constructor(net: NextItemNet) {
    this.#net = net;
  }

  /** Probability of each word of a sentence given those before it, and of its end. About 0.3 ms a word of 4,000. */
  probabilities(sentence: readonly string[]): Float64Array {
    const hidden = new Float32Array(this.#net.hiddenSize);
    const each = new Float64Array(sentence.length + 1);
    let before = SENTENCE_BEGIN;
    for (let i = 0; i <= sentence.length; i++) {
      this.#net.advance(hidden, 0, this.#net.indexOf(before));
      before = sentence[i] ?? SENTENCE_END;
      const index = this.#net.indexOf(before);
      each[i] = index === 0 ? 0 : Math.exp(this.#net.logProbability(hidden, 0, index));
    }
    return each;
  }

  /** What may come after the words of a sentence so far. */
  after(sentence: readonly string[]): WordsAfter {
    const hidden = new Float32Array(this.#net.hiddenSize);
    for (const word of [SENTENCE_BEGIN, ...sentence]) this.#net.advance(hidden, 0, this.#net.indexOf(word));
    const logits = this.#net.logits(hidden, 0).slice();
    const total = logSumExp(logits);
    return {
      probability: (word) => {
        const index = this.#net.indexOf(word);
        return index === 0 ? 0 : Math.exp((logits[index] ?? Number.NEGATIVE_INFINITY) - total);
      },
      top: (limit) => topOf(logits, limit).map(({ index }) => this.#net.items[index - 1] ?? ""),
    };
  }
}

/** The words that may come next. */
export interface WordsAfter {
  /** 0 to 1; 0 for a word that is not known. */
  readonly probability: (word: string) => number;
  /** The likeliest, best first; the end of the sentence is among them. */
  readonly top: (limit: number) => readonly string[];
}
