import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  StateFormatError,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { ChangedBlocks } from "../changed-blocks.ts";
import { probability, probabilityAfterOne } from "./kneser-ney.ts";
import { TRIGRAMS_PER_BLOCK, TrigramBlocks } from "./trigram-block.ts";
import { TrigramCounts } from "./trigram-counts.ts";
import { BEGIN, END } from "./vocabulary.ts";

const TRIGRAMS_PER_CHUNK = 2048;

/** How likely each word of a text was, and the end of each sentence, in order. */
export interface Expected {
  /** By words alone: their pairs' lower order from nothing. */
  readonly unigram: Float64Array;
  /** By all that is known. */
  readonly kneserNey: Float64Array;
}

/** How surprising a text was: the sum of −ln p. Its mean's exponential is the perplexity. */
export const natsOf = (probabilities: Float64Array): number =>
  probabilities.reduce((sum, p) => sum - Math.log(p), 0);

/**
 * Interpolated Kneser-Ney trigrams, online: words of a text are expected, then learned. At most `trigramsMax` trigrams;
 * when they are full, a hand goes round and takes the first that did not come again since it last passed, so that what
 * is said once leaves and phrases stay (the clock algorithm, Corbató 1968). Words leave with their last trigram.
 * About 1 µs a word to expect and to learn; about 110 bytes a trigram.
 */
export class LanguageModel implements Stateful {
  readonly counts = new TrigramCounts();
  readonly #blocks = new TrigramBlocks(this.counts);
  readonly #trigramsMax: number;
  #cameAgain = new Uint8Array(64);
  readonly #revisions: number[] = [];
  readonly #changed = new ChangedBlocks();
  #hand = 0;
  #evictions = 0;
  #texts = 0;

  /** @param trigramsMax most trigrams held, 1 or more. */
  constructor(trigramsMax: number) {
    this.#trigramsMax = trigramsMax;
  }

  /** Entries are trigrams. */
  get size(): StateSize {
    const bytes = this.counts.bytes + this.#cameAgain.byteLength;
    return { entries: this.counts.size, bytes, evictions: this.#evictions };
  }

  /** Texts learned. */
  get texts(): number {
    return this.#texts;
  }

  /** How likely each word of sentences is. */
  expect(sentences: readonly (readonly string[])[]): Expected {
    const words = sentences.reduce((sum, { length }) => sum + length + 1, 0);
    const [unigram, kneserNey] = [new Float64Array(words), new Float64Array(words)];
    let at = 0;
    for (const sentence of sentences) {
      let [first, second] = [BEGIN, BEGIN];
      for (let i = 0; i <= sentence.length; i++) {
        const third = i < sentence.length ? this.counts.vocabulary.find(sentence[i] ?? "") : END;
        unigram[at] = probabilityAfterOne(this.counts, -1, third);
        kneserNey[at++] = probability(this.counts, first, second, third);
        first = second;
        second = third;
      }
    }
    return { unigram, kneserNey };
  }

  /** Takes a text's sentences in. */
  learn(sentences: readonly (readonly string[])[]): void {
    this.#texts++;
    for (const sentence of sentences) this.#learnSentence(sentence);
  }

  /** Blocks of slots whose trigrams changed since the last call, at most `limit`; after a restore, all of them did. */
  changedBlocks(limit?: number): readonly number[] {
    return this.#changed.take(limit);
  }

  /** How many of them wait. */
  get waiting(): number {
    return this.#changed.size;
  }

  /** A block's trigrams for readers: at most about 1.5 KB. */
  encodeBlock(block: number): Uint8Array {
    return this.#blocks.encode(block);
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "meta", revision: this.#texts, bytes: () => this.#metaBytes() };
    yield* prefixed("words", this.counts.vocabulary.chunks());
    for (let c = 0; c * TRIGRAMS_PER_CHUNK < this.counts.slotCount; c++)
      yield { name: `trigrams/${c}`, revision: this.#revisions[c] ?? 0, bytes: () => this.#chunkBytes(c) };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    const slots = meta.varint();
    this.#hand = meta.varint();
    this.#evictions = meta.varint();
    this.#texts = meta.varint();
    if (slots > this.#trigramsMax)
      throw new StateFormatError(`${slots} trigrams are more than ${this.#trigramsMax}`);
    this.counts.vocabulary.restore(below("words", chunks));
    for (let c = 0; c * TRIGRAMS_PER_CHUNK < slots; c++) {
      const r = new ByteReader(requireChunk(chunks, `trigrams/${c}`));
      for (let slot = c * TRIGRAMS_PER_CHUNK; slot < Math.min(slots, (c + 1) * TRIGRAMS_PER_CHUNK); slot++) {
        const [first, second, third, held] = [r.varint(), r.varint(), r.varint(), r.varint()];
        this.counts.insert(first, second, third, held >> 1, slot);
        this.#noteChange(slot);
        this.#cameAgain[slot] = held & 1;
      }
    }
  }

  #learnSentence(sentence: readonly string[]): void {
    const { vocabulary } = this.counts;
    // Held while the sentence is learned: making room for one of its trigrams must not take its own words.
    const ids = sentence.map((word) => vocabulary.retain(word));
    let [first, second] = [BEGIN, BEGIN];
    for (let i = 0; i <= ids.length; i++) {
      const third = ids[i] ?? END;
      this.#count(first, second, third);
      first = second;
      second = third;
    }
    for (const id of ids) vocabulary.release(id);
  }

  #count(first: number, second: number, third: number): void {
    const known = this.counts.find(first, second, third);
    if (known >= 0) {
      this.counts.add(known, 1);
      this.#noteChange(known);
      this.#cameAgain[known] = 1;
      return;
    }
    const slot = this.counts.slotCount < this.#trigramsMax ? this.counts.slotCount : this.#makeRoom();
    this.counts.insert(first, second, third, 1, slot);
    this.#noteChange(slot);
    this.#cameAgain[slot] = 0;
  }

  #makeRoom(): number {
    for (;;) {
      const slot = this.#hand;
      this.#hand = (slot + 1) % this.#trigramsMax;
      if (this.#cameAgain[slot] === 0) {
        this.counts.remove(slot, false);
        this.#evictions++;
        return slot;
      }
      this.#cameAgain[slot] = 0;
      this.#noteChange(slot);
    }
  }

  #noteChange(slot: number): void {
    if (slot >= this.#cameAgain.length) {
      const grown = new Uint8Array(Math.max(slot + 1, this.#cameAgain.length * 2));
      grown.set(this.#cameAgain);
      this.#cameAgain = grown;
    }
    const chunk = (slot / TRIGRAMS_PER_CHUNK) | 0;
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
    this.#changed.mark((slot / TRIGRAMS_PER_BLOCK) | 0);
  }

  #metaBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.counts.slotCount).varint(this.#hand);
    return w.varint(this.#evictions).varint(this.#texts).finish();
  }

  #chunkBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 14);
    const end = Math.min(this.counts.slotCount, (chunk + 1) * TRIGRAMS_PER_CHUNK);
    for (let slot = chunk * TRIGRAMS_PER_CHUNK; slot < end; slot++) {
      const { first, second, third, count } = this.counts.at(slot);
      w.varint(first)
        .varint(second)
        .varint(third)
        .varint(count * 2 + (this.#cameAgain[slot] ?? 0));
    }
    return w.finish();
  }
}
