import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readVectors, VectorsError } from "./pretrained.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vectors-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const written = async (text: string): Promise<string> => {
  const file = join(folder, "vectors");
  await writeFile(file, text);
  return file;
};

test("vectors of both formats are read, the most frequent words of a file first", async () => {
  const lines = await readVectors(await written("3 2\nthe 0.5 -1\nit's 1e-2 0\n😀 1 2\n"));
  expect(lines.words).toEqual(["the", "it's", "😀"]);
  expect([...lines.vectors]).toEqual([0.5, -1, Math.fround(0.01), 0, 1, 2]);
  const json = `{"precision":8,"words":["a","\\"vectors"],"vectors":{"\\"":[1,2,9.5,0],"a" : [3,4,9.5,1],"z":[5,6,1,2]},"unkVector":[0]}`;
  const packed = await readVectors(await written(json), 2);
  expect(packed).toMatchObject({ words: ['"', "a"], size: 2 });
  expect([...packed.vectors]).toEqual([1, 2, 3, 4]);
});

test("a file that is not there, holds none, or vectors of several sizes is refused", async () => {
  await expect(readVectors(join(folder, "none"))).rejects.toThrow(VectorsError);
  for (const text of ["", "{}", "no vectors\n", "a 1 2\nb 1 2 3\n", "a 1 x\n"])
    await expect(readVectors(await written(text))).rejects.toThrow(VectorsError);
});
