import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";

const WORDS_PER_CHUNK = 1024;
/** Id of the mark before a sentence. */
export const BEGIN = 0;
/** Id of the mark after a sentence. */
export const END = 1;
const MARKS = 2;

/** Words with small ids and a count of who refers to them: a word that nobody refers to leaves, its id is used again. */
export class Vocabulary implements Stateful {
  readonly #ids = new Map<string, number>();
  readonly #words: (string | undefined)[] = [];
  readonly #references: number[] = [];
  readonly #free: number[] = [];
  readonly #revisions: number[] = [];
  readonly #byStart = new Map<string, Set<number>>();
  #revision = 0;
  #chars = 0;

  /** Words held. */
  get size(): number {
    return this.#ids.size;
  }

  /** Bytes held, about: 2 a character and 120 for each word's entries. */
  get bytes(): number {
    return this.#chars * 2 + this.#ids.size * 120;
  }

  /** Id of a word; −1 where it is not known. The marks have no word. */
  find(word: string): number {
    return this.#ids.get(word) ?? -1;
  }

  /** The word of an id; empty for a mark or a free id. */
  word(id: number): string {
    return this.#words[id - MARKS] ?? "";
  }

  /** Id of a word, which is known from now on and has one reference more. O(1). */
  retain(word: string): number {
    let id = this.#ids.get(word);
    if (id === undefined) {
      const at = this.#free.pop() ?? this.#words.length;
      id = at + MARKS;
      this.#hold(at, word);
      this.#mark(at);
    }
    this.#references[id - MARKS] = (this.#references[id - MARKS] ?? 0) + 1;
    return id;
  }

  /** One reference more for a word that is held. Marks need none. */
  refer(id: number): void {
    if (id < MARKS) return;
    this.#references[id - MARKS] = (this.#references[id - MARKS] ?? 0) + 1;
  }

  /** One reference less: with the last one the word goes. */
  release(id: number): void {
    const at = id - MARKS;
    if (at < 0) return;
    const left = (this.#references[at] ?? 0) - 1;
    this.#references[at] = left;
    if (left > 0) return;
    const word = this.#words[at];
    if (word === undefined) return;
    this.#words[at] = undefined;
    this.#ids.delete(word);
    this.#byStart.get(word.slice(0, 2))?.delete(id);
    this.#chars -= word.length;
    this.#free.push(at);
    this.#mark(at);
  }

  /** Ids of the words that begin with `prefix`, in no order. O(words that share its first two letters). */
  *startingWith(prefix: string): Iterable<number> {
    if (prefix.length >= 2) {
      for (const id of this.#byStart.get(prefix.slice(0, 2)) ?? [])
        if (this.word(id).startsWith(prefix)) yield id;
      return;
    }
    for (const [start, ids] of this.#byStart) if (start.startsWith(prefix)) yield* ids;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "meta", revision: this.#revision, bytes: () => this.#metaBytes() };
    for (let c = 0; c * WORDS_PER_CHUNK < this.#words.length; c++)
      yield { name: `words/${c}`, revision: this.#revisions[c] ?? 0, bytes: () => this.#wordBytes(c) };
  }

  /** References come back with who refers: they are not stored. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    const length = meta.varint();
    const free = meta.varint();
    for (let i = 0; i < free; i++) this.#free.push(meta.varint());
    for (let at = 0; at < length; at++) this.#words.push(undefined);
    for (let c = 0; c * WORDS_PER_CHUNK < length; c++) {
      const r = new ByteReader(requireChunk(chunks, `words/${c}`));
      for (let at = c * WORDS_PER_CHUNK; at < Math.min(length, (c + 1) * WORDS_PER_CHUNK); at++)
        if (r.u8() === 1) this.#hold(at, r.text());
    }
    if (this.#ids.size + this.#free.length !== length)
      throw new StateFormatError(`${this.#ids.size} words and ${free} free ids are not ${length}`);
  }

  #hold(at: number, word: string): void {
    this.#words[at] = word;
    this.#references[at] = 0;
    this.#ids.set(word, at + MARKS);
    this.#chars += word.length;
    const start = word.slice(0, 2);
    const same = this.#byStart.get(start);
    if (same === undefined) this.#byStart.set(start, new Set([at + MARKS]));
    else same.add(at + MARKS);
  }

  #mark(at: number): void {
    const chunk = Math.floor(at / WORDS_PER_CHUNK);
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
    this.#revision++;
  }

  #metaBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.#words.length).varint(this.#free.length);
    for (const at of this.#free) w.varint(at);
    return w.finish();
  }

  #wordBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 14);
    const end = Math.min(this.#words.length, (chunk + 1) * WORDS_PER_CHUNK);
    for (let at = chunk * WORDS_PER_CHUNK; at < end; at++) {
      const word = this.#words[at];
      w.u8(word === undefined ? 0 : 1);
      if (word !== undefined) w.text(word);
    }
    return w.finish();
  }
}
