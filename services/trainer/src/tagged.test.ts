import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokenId } from "@millrace/neural";
import { expect, test } from "vitest";
import { embeddingOf } from "./embedding.ts";
import { readTagged, TaggedLog, TaggedTextError } from "./tagged.ts";

test("supplied sentences are read as words and tags, and what is neither is told", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tagged-"));
  try {
    const file = join(folder, "tagged.tsv");
    await writeFile(file, "# a comment\nThe\tDET\nstrap\tNOUN\n\n \nbroke\tVERB\n");
    expect(await readTagged(file)).toEqual([
      { words: ["The", "strap"], tags: ["DET", "NOUN"] },
      { words: ["broke"], tags: ["VERB"] },
    ]);
    await writeFile(file, "strap NOUN\n");
    await expect(readTagged(file)).rejects.toThrow(TaggedTextError);
    await writeFile(file, "strap\tTHING\n");
    await expect(readTagged(file)).rejects.toThrow(/one of .*NOUN/);
    await expect(readTagged(join(folder, "none"))).rejects.toThrow(TaggedTextError);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("reviews are labelled sentence by sentence; those without text or withdrawn teach nothing", () => {
  const log = new TaggedLog();
  const review = { id: "r", time: 0, userId: "u", itemId: "i", deleted: false };
  log.add({ ...review, text: "The strap broke. I like it!" });
  log.add({ ...review, rating: 5 });
  log.add({ ...review, text: "Gone.", deleted: true });
  expect(log.sentences().map(({ words }) => words.join(" "))).toEqual(["The strap broke .", "I like it !"]);
  expect(log.sentences()[0]?.tags).toEqual(["DET", "NOUN", "VERB", "PUNCT"]);
});

test("an embedding begins with the vector of each bucket's most frequent word, negated words point away", () => {
  const vectors = {
    kind: "words",
    words: ["good", "bad"],
    size: 2,
    vectors: Float32Array.of(3, 0, 0, 2),
    pieces: new Float32Array(0),
  } as const;
  const rows = embeddingOf(vectors, [["good", "not_bad", "unheard"]], 512);
  const row = (word: string): number[] => [
    ...rows.subarray(tokenId(word, 512) * 2, tokenId(word, 512) * 2 + 2),
  ];
  expect(row("good")).toEqual([1, 0]);
  expect(row("not_bad")).toEqual([-0, -1]);
  expect(row("unheard")).toEqual([0, 0]);
});
