import { ByteReader, ByteWriter, type Chunk, hash32, requireChunk } from "@millrace/state";
import type { Forget } from "../forget.ts";
import type { Decoded, Verdict } from "../outcome.ts";
import type { Position, SourceRecord } from "../record.ts";
import type { Answer, Emitter, Processor, ProcessorStatus, Topology, Weights } from "../topology.ts";
import { bytesOf, textOf } from "./text.ts";

/** An occurrence of a word, with an id if it has one. */
export interface Occurrence {
  readonly word: string;
  readonly id: string | undefined;
}

/** Kind of the weights that the counting processor takes. */
export const countingKind = "trace";

interface Count {
  count: number;
  /** Hash of all that happened to the word, in order, and of the weights in use then. */
  trace: number;
}

/** Words of one first letter, stored together. */
interface Shelf {
  revision: number;
  readonly words: Map<string, Count>;
}

/**
 * Counts words: the smallest processor with everything that a real one has. Its state depends on order and weights,
 * so that a replay which differs in either shows.
 */
class CountingProcessor implements Processor<Occurrence> {
  readonly #shelves = new Map<string, Shelf>();
  readonly #changed = new Set<string>();
  #version = "";
  #revision = 0;

  absorb({ word }: Occurrence, at: Position, emit: Emitter): Verdict {
    if (word === "late") return "late";
    const shelf = this.#shelf(word);
    const held = shelf.words.get(word) ?? { count: 0, trace: 0 };
    held.count++;
    held.trace = hash32(`${this.#version}/${at.offset}`, held.trace);
    shelf.words.set(word, held);
    shelf.revision++;
    this.#changed.add(word);
    emit.row({ table: "words", values: { word, count: held.count } });
    emit.forward({ topic: "echo", key: word, value: bytesOf(`${at.partition}/${at.offset}`) });
    return "applied";
  }

  /** Words stand for people here. */
  forget({ userId }: Forget): void {
    const shelf = this.#shelf(userId);
    if (!shelf.words.delete(userId)) return;
    shelf.revision++;
    this.#changed.add(userId);
  }

  *drain(): Iterable<Answer> {
    for (const word of this.#changed) yield this.#answer(word);
    this.#changed.clear();
  }

  *followingWeights(): Iterable<Answer> {
    for (const { words } of this.#shelves.values()) for (const word of words.keys()) yield this.#answer(word);
  }

  status(): ProcessorStatus {
    let entries = 0;
    for (const { words } of this.#shelves.values()) entries += words.size;
    const weights: Record<string, string> = this.#version === "" ? {} : { [countingKind]: this.#version };
    return {
      sizes: { words: { entries, bytes: entries * 16, evictions: 0 } },
      weights,
      globals: {},
    };
  }

  scores(): readonly object[] {
    return [];
  }

  adopt({ kind, version }: Weights): boolean {
    if (kind !== countingKind) return false;
    this.#version = version;
    this.#revision++;
    return true;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "meta", revision: this.#revision, bytes: () => bytesOf(this.#version) };
    for (const [letter, shelf] of [...this.#shelves].sort(([a], [b]) => (a < b ? -1 : 1)))
      yield { name: `words/${letter}`, revision: shelf.revision, bytes: () => shelfBytes(shelf) };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#version = textOf(requireChunk(chunks, "meta"));
    for (const [name, bytes] of chunks) {
      if (!name.startsWith("words/")) continue;
      const r = new ByteReader(bytes);
      while (!r.done) {
        const word = r.text();
        this.#shelf(word).words.set(word, { count: r.varint(), trace: r.varint() });
      }
    }
  }

  #answer(word: string): Answer {
    const held = this.#shelf(word).words.get(word);
    const value = held === undefined ? null : bytesOf(`${held.count} ${held.trace} ${this.#version}`);
    return { entity: `word/${word}`, value };
  }

  #shelf(word: string): Shelf {
    const letter = word.slice(0, 1);
    const shelf = this.#shelves.get(letter) ?? { revision: 0, words: new Map<string, Count>() };
    this.#shelves.set(letter, shelf);
    return shelf;
  }
}

const shelfBytes = ({ words }: Shelf): Uint8Array => {
  const w = new ByteWriter();
  for (const [word, { count, trace }] of [...words].sort(([a], [b]) => (a < b ? -1 : 1)))
    w.text(word).varint(count).varint(trace);
  return w.finish();
};

/** `word`, or `id:word`; what begins with `!` cannot be read. */
const decode = ({ value }: SourceRecord): Decoded<Occurrence> => {
  const said = value === null ? "!" : textOf(value);
  if (said.startsWith("!")) return { ok: false, reason: "malformed", detail: said };
  const at = said.indexOf(":");
  const event = at < 0 ? { word: said, id: undefined } : { word: said.slice(at + 1), id: said.slice(0, at) };
  return { ok: true, event };
};

/** Words to counts: a topology for tests of everything around the models. */
export const countingTopology = (stream = "words"): Topology<Occurrence> => ({
  stream,
  decode,
  idOf: ({ id }) => id,
  timeOf: () => 0,
  open: () => new CountingProcessor(),
  compacted: false,
});
