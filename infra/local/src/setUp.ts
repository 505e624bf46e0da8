import { join } from "node:path";
import { checkEngine } from "./engine.ts";
import type { Environment } from "./environment.ts";
import { LocalError } from "./errors.ts";
import { setUpJava } from "./java.ts";
import { KAFKA_VERSION, setUpKafkaJars } from "./kafkaJars.ts";
import type { Progress } from "./progress.ts";
import { ADDON_PATH, type TensorBackend, tfjsPackageDir } from "./tensor/layout.ts";
import { setUpTensors } from "./tensor/setUp.ts";
import { setUpWordVectors } from "./wordVectors.ts";

/** What the set-up found or made. */
export interface SetUpResult {
  readonly backend: TensorBackend;
  /** Files that must go on existing for the set-up to count as done. */
  readonly files: readonly string[];
  /** What could not be had, one sentence each with its remedy; empty when everything is there. */
  readonly problems: readonly string[];
}

/** The sentence for a problem, with the command that puts it right. */
export const describeProblem = (what: string, error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const fix =
    error instanceof LocalError && error.fix !== undefined ? `\n    put it right with: ${error.fix}` : "";
  return `${what}: ${message}${fix}`;
};

/**
 * Provides every real part that this machine lacks, and names all that it could not provide at once. Idempotent: a
 * few seconds when everything is there. Without a native tensor library WebAssembly takes over: that is no problem.
 */
export const setUp = async (environment: Environment, progress: Progress): Promise<SetUpResult> => {
  const files: string[] = [];
  const problems: string[] = [];
  const part = async (what: string, provide: () => Promise<string>): Promise<void> => {
    try {
      progress.say(`${what}: ${await provide()}`);
    } catch (error) {
      problems.push(describeProblem(what, error));
    }
  };
  await part("ClickHouse, embedded", checkEngine);
  if (environment.ownKafka) progress.say("Kafka: KAFKA_BROKERS is set, no local broker needed");
  else {
    await part("Java", async () => {
      const java = await setUpJava(progress);
      files.push(java.program);
      return `${java.version} (${java.program})`;
    });
    await part("Kafka", async () => {
      const folder = await setUpKafkaJars(progress);
      files.push(join(folder, `kafka_2.13-${KAFKA_VERSION}.jar`));
      return `${KAFKA_VERSION} (${folder})`;
    });
  }
  const { wordVectors } = environment;
  if (wordVectors !== undefined)
    await part("vectors of words", () => setUpWordVectors(wordVectors, progress));
  const tensors = await setUpTensors(progress);
  if (tensors.backend === "tfjs-node") {
    files.push(join(tfjsPackageDir(), ADDON_PATH));
    progress.say(`tensors: TensorFlow, native (${tensors.detail})`);
  } else
    progress.say(`tensors: WebAssembly, slower, since the native library cannot be had: ${tensors.detail}`);
  return { backend: tensors.backend, files, problems };
};
