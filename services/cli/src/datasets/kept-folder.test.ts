import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { datasetLines } from "./json-lines.ts";
import { keptFolder } from "./kept-folder.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "millrace-kept-"));
});
afterEach(() => rm(root, { recursive: true }));

const linesOf = async (path: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of datasetLines(path)) lines.push(line);
  return lines;
};

describe("keptFolder", () => {
  it("converts once, keeps what is intact, and converts again what was changed", async () => {
    let conversions = 0;
    const convert = async () => {
      conversions++;
      return { a: [{ n: 1 }, { n: "zwölf\n" }], b: [] };
    };
    const folder = join(root, "datasets", "demo");
    const first = await keptFolder(folder, ["a", "b"], convert);
    expect(await linesOf(first.files.a)).toEqual(['{"n":1}', '{"n":"zwölf\\n"}']);
    expect(first.manifest.a).toMatchObject({ lines: 2, bytes: 25 });
    expect(await keptFolder(folder, ["a", "b"], convert)).toEqual(first);
    expect(conversions).toBe(1);
    await appendFile(first.files.b, "x");
    expect(await keptFolder(folder, ["a", "b"], convert)).toEqual(first);
    expect(conversions).toBe(2);
    expect(await readdir(join(root, "datasets"))).toEqual(["demo"]);
  });

  it("leaves nothing behind when the conversion fails on the way", async () => {
    const convert = async () => ({
      a: (function* () {
        yield { n: 1 };
        throw new Error("the source is cut");
      })(),
    });
    await expect(keptFolder(join(root, "demo"), ["a"], convert)).rejects.toThrow("the source is cut");
    expect(await readdir(root)).toEqual([]);
  });

  it("writes files larger than its buffer whole", async () => {
    const rows = Array.from({ length: 4_000 }, (_, n) => ({ n, padding: "x".repeat(600) }));
    const { files, manifest } = await keptFolder(join(root, "demo"), ["a"], async () => ({ a: rows }));
    expect(manifest.a.lines).toBe(4_000);
    expect(await linesOf(files.a)).toEqual(rows.map((row) => JSON.stringify(row)));
  });
});
