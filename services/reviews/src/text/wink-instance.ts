import { createRequire } from "node:module";

/** What is used of wink-nlp; its own types describe a default export that its modules do not have. */
export interface WinkNlp {
  readonly its: { readonly value: unknown; readonly pos: unknown; readonly span: unknown };
  readDoc(text: string): {
    tokens(): { out(its: unknown): readonly string[] };
    sentences(): { out(its: unknown): readonly (readonly [first: number, last: number])[] };
  };
}

/** What is used of its model: the words that it knows, and those that it has seen since, as it never forgets one. */
interface WinkModel {
  core(): { readonly features: { readonly lexeme: { readonly list: { readonly length: number } } } };
}

const require = createRequire(import.meta.url);
const WORDS_MAX = 100_000;

/**
 * An instance of wink-nlp with its English model. It keeps every word that it ever saw, some 300 bytes each, so that it is
 * made anew after so many that it did not know: tags depend on the text alone, whatever it saw before.
 */
export class WinkInstance {
  readonly #steps: readonly string[];
  readonly #wordsMax: number;
  #nlp: WinkNlp | undefined;
  #words: { readonly length: number } = [];
  #known = 0;

  /** @param steps of its pipe. @param wordsMax words that are kept beside those that it knows. @default 100,000 */
  constructor(steps: readonly string[], wordsMax = WORDS_MAX) {
    this.#steps = steps;
    this.#wordsMax = wordsMax;
  }

  /** Words that it keeps beside those that it knows. */
  get words(): number {
    return this.#words.length - this.#known;
  }

  /** The instance; made when first needed and when it keeps too many words: 70 ms and 30 MB. */
  open(): WinkNlp {
    if (this.#nlp !== undefined && this.words <= this.#wordsMax) return this.#nlp;
    const model = require("wink-eng-lite-web-model") as WinkModel;
    const core: WinkModel["core"] = () => {
      const own = model.core();
      this.#words = own.features.lexeme.list;
      return own;
    };
    this.#nlp = require("wink-nlp")({ ...model, core }, this.#steps) as WinkNlp;
    this.#known = this.#words.length;
    return this.#nlp;
  }
}
