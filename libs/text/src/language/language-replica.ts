import { type Completion, completions, type NextWords } from "./completion.ts";
import { probability } from "./kneser-ney.ts";
import { sentencesOf } from "./sentences.ts";
import { decodeTrigramBlock } from "./trigram-block.ts";
import { TrigramCounts } from "./trigram-counts.ts";
import { BEGIN, END } from "./vocabulary.ts";

/** Trigrams of one block as ids of the replica, four numbers each. */
type Held = Int32Array;

/**
 * A reader's language model, made of the blocks that the models of several partitions published: counts add up.
 * About 130 bytes a trigram.
 */
export class LanguageReplica {
  readonly #counts = new TrigramCounts();
  readonly #parts = new Map<number, Map<number, Held>>();

  /** Different words known. */
  get words(): number {
    return this.#counts.vocabulary.size;
  }

  /** Trigrams known. */
  get trigrams(): number {
    return this.#counts.size;
  }

  /** Puts a block in the place of what the partition said of it before. About 0.2 ms. @throws {StateFormatError} */
  apply(partition: number, block: number, bytes: Uint8Array): void {
    const spoken = decodeTrigramBlock(bytes);
    const part = this.#parts.get(partition) ?? new Map<number, Held>();
    this.#parts.set(partition, part);
    const { vocabulary } = this.#counts;
    const next = new Int32Array(spoken.length * 4);
    const id = (word: string, mark: number): number => (word === "" ? mark : vocabulary.retain(word));
    for (const [i, [first, second, third, count]] of spoken.entries())
      next.set([id(first, BEGIN), id(second, BEGIN), id(third, END), count], i * 4);
    // The words of what comes are held already: taking out what was there before lets none of them go.
    this.#change(next, 1);
    this.#change(part.get(block), -1);
    for (let i = 0; i < next.length; i++) if (i % 4 !== 3) vocabulary.release(next[i] ?? BEGIN);
    part.set(block, next);
  }

  /** Takes all out that a partition said. */
  remove(partition: number): void {
    for (const held of this.#parts.get(partition)?.values() ?? []) this.#change(held, -1);
    this.#parts.delete(partition);
  }

  /** Likely ways to go on with what somebody has begun to write; see `completions`. */
  complete(query: string, limit: number, other?: NextWords): readonly Completion[] {
    return completions(this.#counts, query, limit, other);
  }

  /** Perplexity of a text: the number of equally likely words that it is as hard to guess as. 1 where it has none. */
  perplexity(text: string): number {
    let [nats, words] = [0, 0];
    for (const sentence of sentencesOf(text)) {
      let [first, second] = [BEGIN, BEGIN];
      for (let i = 0; i <= sentence.length; i++) {
        const third = i < sentence.length ? this.#counts.vocabulary.find(sentence[i] ?? "") : END;
        nats -= Math.log(probability(this.#counts, first, second, third));
        words++;
        first = second;
        second = third;
      }
    }
    return words === 0 ? 1 : Math.exp(nats / words);
  }

  #change(held: Held | undefined, sign: 1 | -1): void {
    if (held === undefined) return;
    for (let i = 0; i < held.length; i += 4) {
      const [first = 0, second = 0, third = 0, count = 0] = held.subarray(i, i + 4);
      const slot = this.#counts.find(first, second, third);
      if (slot < 0) this.#counts.insert(first, second, third, count);
      else if (sign < 0 && this.#counts.countAt(slot) <= count) this.#counts.remove(slot);
      else this.#counts.add(slot, sign * count);
    }
  }
}
