import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What this package reads from the environment, and nothing else of it. */
export interface Environment {
  /** `JAVA_HOME`, where it is set. */
  readonly javaHome: string | undefined;
  /** The folders of `PATH`, in order. */
  readonly path: readonly string[];
  /** What is downloaded and built is kept here, for every clone: `$XDG_CACHE_HOME/millrace`, else `~/.cache/millrace`. */
  readonly cacheDir: string;
  /** Whether `KAFKA_BROKERS` names the user's own cluster, so that no local broker is needed. */
  readonly ownKafka: boolean;
  /** Where pretrained vectors of words are to lie: `MILLRACE_WORD_VECTORS`, where it is set. */
  readonly wordVectors: string | undefined;
}

/** Reads the environment of this process. */
export const readEnvironment = (): Environment => {
  const { JAVA_HOME, PATH, XDG_CACHE_HOME, KAFKA_BROKERS, MILLRACE_WORD_VECTORS } = process.env;
  return {
    javaHome: JAVA_HOME || undefined,
    path: (PATH ?? "").split(delimiter).filter((folder) => folder !== ""),
    cacheDir: join(XDG_CACHE_HOME || join(homedir(), ".cache"), "millrace"),
    ownKafka: (KAFKA_BROKERS ?? "") !== "",
    wordVectors: MILLRACE_WORD_VECTORS || undefined,
  };
};

/** The folder in which downloads are kept for every clone of this user. */
export const cacheFolder = (): string => readEnvironment().cacheDir;

/** The absolute path of a file of this repository, from its path below the root. */
export const repositoryPath = (relative: string): string =>
  fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** The environment for a child process: this process's, with the given values on top. */
export const childEnvironment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  ...extra,
});
