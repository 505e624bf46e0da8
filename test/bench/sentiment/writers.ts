import { Writers } from "@millrace/text";
import { textsByWriter } from "./texts.ts";

const WRITERS = 20;
/** First part of each writer's texts that is learned; the others are guessed. */
const LEARNED = 0.8;

/** Share of texts whose writer is told, out of those who wrote most. */
export const writerAccuracy = (
  folder: string,
): {
  readonly writers: number;
  readonly texts: number;
  readonly accuracy: number;
  readonly byChance: number;
} => {
  const texts = textsByWriter(folder, WRITERS);
  const each = new Map<string, string[]>();
  for (const { writer, text } of texts) each.set(writer, [...(each.get(writer) ?? []), text]);
  const writers = new Writers();
  const judged: { readonly writer: string; readonly text: string }[] = [];
  for (const [writer, list] of each) {
    const cut = Math.floor(list.length * LEARNED);
    for (const [i, text] of list.entries()) {
      if (i < cut) writers.learn(writer, text);
      else judged.push({ writer, text });
    }
  }
  const right = judged.filter(({ writer, text }) => writers.guess(text)[0]?.writer === writer).length;
  return {
    writers: each.size,
    texts: judged.length,
    accuracy: right / judged.length,
    byChance: 1 / each.size,
  };
};
