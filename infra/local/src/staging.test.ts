import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { intoPlace } from "./staging.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-staging-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("what is made appears whole, in place of what was there", async () => {
  const target = join(folder, "deep", "target");
  await intoPlace(target, (staging) => writeFile(join(staging, "one"), "1"));
  await intoPlace(target, (staging) => writeFile(join(staging, "two"), "2"));
  expect(await readdir(target)).toEqual(["two"]);
});

test("what fails halfway leaves nothing behind, and what was there stays", async () => {
  const target = join(folder, "target");
  await intoPlace(target, (staging) => writeFile(join(staging, "good"), "1"));
  const failing = intoPlace(target, async (staging) => {
    await writeFile(join(staging, "bad"), "0");
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await readdir(folder)).toEqual(["target"]);
  expect(await readFile(join(target, "good"), "utf8")).toBe("1");
});
