import { createHash } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchWheel } from "./wheel.ts";

const CONTENT = "the wheel's bytes";
const SOURCE = {
  requirement: "demo==1.0",
  file: "demo-1.0-py3-none-any.whl",
  sha256: createHash("sha256").update(CONTENT).digest("hex"),
  megabytes: 1,
};

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-wheel-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that stands in for Python: a shell script that sees pip's arguments. */
const standIn = async (script: string): Promise<string> => {
  const path = join(folder, "python");
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
};

/** Writes the content to the wheel's name in the folder after `--dest`, and notes the call. */
const downloads = (content: string): string =>
  `echo "$@" >> "$(dirname "$0")/calls"
while [ "$1" != "--dest" ]; do shift; done
printf '%s' "${content}" > "$2/${SOURCE.file}"`;

describe("fetchWheel", () => {
  it("downloads once and takes the kept file afterwards, unless it was changed", async () => {
    const python = await standIn(downloads(CONTENT));
    const said: string[] = [];
    const options = { python, progress: (line: string) => said.push(line) };
    const wheels = join(folder, "wheels");
    expect((await fetchWheel(SOURCE, wheels, options)).toString()).toBe(CONTENT);
    expect((await fetchWheel(SOURCE, wheels, options)).toString()).toBe(CONTENT);
    expect(said).toEqual(["fetching demo==1.0 (1 MB)"]);
    await writeFile(join(wheels, SOURCE.file), "changed");
    expect((await fetchWheel(SOURCE, wheels, options)).toString()).toBe(CONTENT);
    const calls = (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatch(/^-m pip download .*--no-deps --only-binary=:all: --dest \S+ demo==1\.0$/);
    expect(await readdir(wheels)).toEqual([SOURCE.file]);
  });

  it("refuses another file of the same name and keeps nothing of it", async () => {
    const options = { python: await standIn(downloads("something else")), progress: () => undefined };
    await expect(fetchWheel(SOURCE, folder, options)).rejects.toMatchObject({
      code: "hash_mismatch",
      retryable: false,
    });
    expect(await readdir(folder)).not.toContain(SOURCE.file);
  });

  it("names the exact command when pip fails, and how to get pip or Python when they are missing", async () => {
    const progress = (): void => undefined;
    const offline = await standIn("echo 'no route to host' >&2; exit 1");
    await expect(fetchWheel(SOURCE, folder, { python: offline, progress })).rejects.toMatchObject({
      code: "download_failed",
      retryable: true,
      command: expect.stringMatching(/python -m pip download .* demo==1\.0$/),
      message: expect.stringContaining("no route to host"),
    });
    const noPip = await standIn("echo 'No module named pip' >&2; exit 1");
    await expect(fetchWheel(SOURCE, folder, { python: noPip, progress })).rejects.toMatchObject({
      code: "python_missing",
      command: `${noPip} -m ensurepip`,
    });
    await expect(
      fetchWheel(SOURCE, folder, { python: join(folder, "none"), progress }),
    ).rejects.toMatchObject({
      code: "python_missing",
      command: expect.stringContaining("-m pip download"),
    });
  });
});
