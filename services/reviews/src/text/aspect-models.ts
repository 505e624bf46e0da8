import type { Answer, Weights } from "@millrace/pipeline";
import { below, type Chunk, prefixed, type Stateful, type StateSize } from "@millrace/state";
import { type Aspect, aspectsOf, encodeAspects, ItemAspects, sentimentLabel } from "@millrace/text";
import { keptScore } from "./said.ts";
import { type TaggerChoice, TaggerNetwork } from "./tagger-network.ts";
import { type BudgetPlan, WordBudget } from "./word-budget.ts";

/** Characters of an English word with its space, about: what a text's words are guessed from before it is read. */
const CHARS_PER_WORD = 5;
/** Words that are read for aspects at most. */
const WORDS_MAX = 800;

/** What texts say of their items' aspects. */
export class AspectModels implements Stateful {
  readonly #items: ItemAspects;
  readonly #budget: WordBudget;
  readonly #tagger: TaggerNetwork;

  constructor(itemsMax: number, plan: BudgetPlan, tagger: TaggerChoice) {
    this.#items = new ItemAspects(itemsMax);
    this.#tagger = new TaggerNetwork(tagger);
    this.#budget = new WordBudget(plan);
  }

  get size(): StateSize {
    return this.#items.size;
  }

  /** Version of the tagger's network in use, if any, by kind. */
  get versions(): Readonly<Record<string, string>> {
    return this.#tagger.versions;
  }

  adopt(weights: Weights): boolean {
    return this.#tagger.adopt(weights);
  }

  /** The aspects of a text; undefined where there was no time to look for them. @param appendedAt the broker's time. */
  read(id: string, text: string, appendedAt: number): readonly Aspect[] | undefined {
    const words = Math.min(WORDS_MAX, Math.ceil(text.length / CHARS_PER_WORD));
    if (!this.#budget.take(id, words, appendedAt)) return undefined;
    return aspectsOf(text, this.#tagger.tagger).map((one) => {
      const score = keptScore(one.score);
      return { ...one, score, label: sentimentLabel(score) };
    });
  }

  /** Counts a review's aspects for its item. */
  count(itemId: string, reviewId: string, aspects: readonly Aspect[]): void {
    this.#items.add(
      itemId,
      reviewId,
      aspects,
      aspects.map(({ sentence }) => sentence),
    );
  }

  /** Takes them back. */
  takeBack(itemId: string, reviewId: string, aspects: Parameters<ItemAspects["undo"]>[2]): void {
    this.#items.undo(itemId, reviewId, aspects);
  }

  /** Items whose aspects changed since the last call. */
  *drain(): Iterable<Answer> {
    for (const itemId of this.#items.takeChanged()) {
      const rows = this.#items.rows(itemId);
      yield { entity: `aspects/${itemId}`, value: rows.length === 0 ? null : encodeAspects(rows) };
    }
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("items", this.#items.chunks());
    yield* prefixed("budget", this.#budget.chunks());
    yield* prefixed("tagger", this.#tagger.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#items.restore(below("items", chunks));
    this.#budget.restore(below("budget", chunks));
    this.#tagger.restore(below("tagger", chunks));
  }
}
