import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KAFKA_VERSION, pinnedJars } from "./kafkaJars.ts";
import {
  assertMatches,
  differences,
  formatManifest,
  parseManifest,
  readManifest,
  writeManifest,
} from "./manifest.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-manifest-"));
  await mkdir(join(folder, "lib"));
  await writeFile(join(folder, "lib", "a.so"), "library");
  await writeFile(join(folder, "empty"), "");
  await symlink("lib/a.so", join(folder, "link.so"));
});
afterEach(() => rm(folder, { recursive: true }));

test("writing and reading a manifest's text are inverse", () => {
  const hash = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 });
  const path = fc.string({ minLength: 1 }).filter((text) => !text.includes("\n"));
  fc.assert(
    fc.property(fc.array(fc.tuple(path, hash)), (entries) => {
      const manifest = new Map(entries);
      expect(parseManifest(formatManifest(manifest))).toEqual(manifest);
    }),
  );
});

test("a manifest names every plain file, with the hash that sha256sum prints", async () => {
  const manifest = await writeManifest(folder);
  expect([...manifest.keys()].sort()).toEqual(["empty", "lib/a.so"]);
  expect(manifest.get("empty")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(await readManifest(folder)).toEqual(manifest);
  expect(await differences(folder, manifest)).toEqual([]);
});

test("every changed and every missing file is named at once", async () => {
  const manifest = await writeManifest(folder);
  await writeFile(join(folder, "lib", "a.so"), "Library");
  await rm(join(folder, "empty"));
  const found = await differences(folder, manifest);
  expect(found).toHaveLength(2);
  await expect(assertMatches(folder, manifest)).rejects.toMatchObject({ code: "hash_mismatch" });
  await expect(assertMatches(folder, manifest)).rejects.toThrow(/empty is missing/);
});

test("a folder without a manifest, or with an empty one, has none", async () => {
  expect(await readManifest(folder)).toBeUndefined();
  await writeFile(join(folder, "MANIFEST.sha256"), "");
  expect(await readManifest(folder)).toBeUndefined();
});

test("every jar of the broker is pinned", async () => {
  const pinned = await pinnedJars();
  expect(pinned.size).toBe(46);
  expect(pinned.has(`kafka_2.13-${KAFKA_VERSION}.jar`)).toBe(true);
});
