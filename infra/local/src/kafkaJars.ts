import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";
import { readEnvironment, repositoryPath } from "./environment.ts";
import { LocalError } from "./errors.ts";
import { assertMatches, differences, type Manifest, parseManifest } from "./manifest.ts";
import type { Progress } from "./progress.ts";
import { intoPlace } from "./staging.ts";
import { findOrInstall, TOOLS } from "./tools.ts";

/** The version of the local broker; that of `infra/kafka/pom.xml`. */
export const KAFKA_VERSION = "4.1.0";

/** The folder of the broker's jars, whether or not they are there. */
export const kafkaJarsDir = (): string => join(readEnvironment().cacheDir, `kafka-${KAFKA_VERSION}`);

/** The pinned hash of every jar, from `infra/kafka/jars.sha256`. */
export const pinnedJars = async (): Promise<Manifest> =>
  parseManifest(await readFile(repositoryPath("infra/kafka/jars.sha256"), "utf8"));

/**
 * The folder of the jars, for use. Only looks whether it is there: the hashes were checked by the set-up.
 *
 * @throws {LocalError} `not_set_up`
 */
export const requireKafkaJars = (): string => {
  const folder = kafkaJarsDir();
  if (existsSync(join(folder, `kafka_2.13-${KAFKA_VERSION}.jar`))) return folder;
  throw new LocalError("not_set_up", `Kafka's jars are not in ${folder}`, { fix: "npm run setup" });
};

/**
 * Brings the jars into the cache with Maven (43 MB, seconds), unless they are there and match their hashes (0.1 s).
 *
 * @throws {LocalError} `hash_mismatch` when what Maven brought is not what was pinned; `tool_missing` without Maven
 */
export const setUpKafkaJars = async (progress: Progress): Promise<string> => {
  const folder = kafkaJarsDir();
  const pinned = await pinnedJars();
  if (existsSync(folder)) {
    const damage = await differences(folder, pinned);
    if (damage.length === 0) return folder;
    progress.say(`the cached Kafka is damaged (${damage[0]}): fetching it again`);
  }
  const maven = await findOrInstall("mvn", TOOLS.maven, progress);
  await intoPlace(folder, async (staging) => {
    const goal = ["-q", "-B", "-f", repositoryPath("infra/kafka/pom.xml"), "dependency:copy-dependencies"];
    const into = [`-DoutputDirectory=${staging}`, "-DincludeScope=runtime"];
    const fetch = () => run(maven, [...goal, ...into], { timeoutMs: 15 * 60_000 });
    await progress.during(`fetching Kafka ${KAFKA_VERSION} with Maven`, fetch, staging);
    await assertMatches(staging, pinned);
  });
  return folder;
};
