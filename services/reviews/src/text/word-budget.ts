import {
  ByteReader,
  ByteWriter,
  type Chunk,
  inSample,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";

/** How much a costly step may read. */
export interface BudgetPlan {
  /** Words a second of the broker's clock. */
  readonly wordsPerSecond: number;
  /** Words that may be saved up. */
  readonly wordsSaved: number;
  /** Beyond that only one text in so many is read, by the hash of its id. */
  readonly oneIn: number;
}

/**
 * Which texts a costly step reads: all of them as long as the words come slowly enough, else a hash sample. Time is the
 * broker's, so that a replay chooses the same texts.
 */
export class WordBudget implements Stateful {
  readonly #plan: BudgetPlan;
  #left: number;
  #at = 0;
  #revision = 0;

  constructor(plan: BudgetPlan) {
    this.#plan = plan;
    this.#left = plan.wordsSaved;
  }

  /** Whether a text is to be read; it is paid for then. @param appendedAt ms since 1970. */
  take(id: string, words: number, appendedAt: number): boolean {
    const { wordsPerSecond, wordsSaved, oneIn } = this.#plan;
    const passedMs = Math.max(0, appendedAt - this.#at);
    this.#left = Math.min(wordsSaved, this.#left + (passedMs / 1000) * wordsPerSecond);
    this.#at = Math.max(this.#at, appendedAt);
    this.#revision++;
    if (this.#left < words) return inSample(id, oneIn);
    this.#left -= words;
    return true;
  }

  *chunks(): Iterable<Chunk> {
    const bytes = (): Uint8Array => new ByteWriter().f64(this.#left).f64(this.#at).finish();
    yield { name: "left", revision: this.#revision, bytes };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "left"));
    this.#left = r.f64();
    this.#at = r.f64();
    if (!r.done) throw new StateFormatError("bytes are left over in a budget");
  }
}
