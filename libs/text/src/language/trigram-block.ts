import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import type { TrigramCounts } from "./trigram-counts.ts";
import { BEGIN, END } from "./vocabulary.ts";

/** Slots of one published block. */
export const TRIGRAMS_PER_BLOCK = 64;

/** Places of the two marks in every block's list of words. */
const MARKS = 2;

/** Packs the trigrams of a block of slots with the words that they are made of, each once. */
export const encodeTrigramBlock = (counts: TrigramCounts, block: number): Uint8Array => {
  const places = new Map<number, number>([
    [BEGIN, 0],
    [END, 1],
  ]);
  const w = new ByteWriter(1 << 13);
  const place = (id: number): number => {
    const known = places.get(id);
    if (known !== undefined) return known;
    const next = places.size;
    places.set(id, next);
    return next;
  };
  const body = new ByteWriter(1 << 12);
  const end = Math.min(counts.slotCount, (block + 1) * TRIGRAMS_PER_BLOCK);
  for (let slot = block * TRIGRAMS_PER_BLOCK; slot < end; slot++) {
    const { first, second, third, count } = counts.at(slot);
    if (count > 0) body.varint(place(first)).varint(place(second)).varint(place(third)).varint(count);
  }
  w.varint(places.size - MARKS);
  for (const id of places.keys()) if (id !== BEGIN && id !== END) w.text(counts.vocabulary.word(id));
  return w.blob(body.finish()).finish();
};

/** One trigram of a block, as words; empty words are the marks before and after a sentence. */
export type SpokenTrigram = readonly [first: string, second: string, third: string, count: number];

/** Unpacks a block. @throws {StateFormatError} */
export const decodeTrigramBlock = (bytes: Uint8Array): readonly SpokenTrigram[] => {
  const r = new ByteReader(bytes);
  const words = ["", ""];
  for (let left = r.varint(); left > 0; left--) words.push(r.text());
  const body = new ByteReader(r.blob());
  const word = (): string => {
    const at = body.varint();
    const found = words[at];
    if (found === undefined) throw new StateFormatError(`there is no word ${at}`);
    return found;
  };
  const trigrams: SpokenTrigram[] = [];
  while (!body.done) trigrams.push([word(), word(), word(), body.varint()]);
  return trigrams;
};
