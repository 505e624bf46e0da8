import { join } from "node:path";
import { findOnPath, isExecutable, run } from "./command.ts";
import { readEnvironment } from "./environment.ts";
import { LocalError } from "./errors.ts";
import type { Progress } from "./progress.ts";
import { install, installCommand, TOOLS, thisMachine } from "./tools.ts";

/** The oldest Java that Kafka 4 runs on. */
export const JAVA_MAJOR_MIN = 17;

/** A Java runtime. */
export interface Java {
  /** The program's path. */
  readonly program: string;
  /** The version as it calls itself, such as "17.0.15". */
  readonly version: string;
}

/** The version in the output of `java -version`, or undefined. "1.8.0_392" is Java 8. */
export const parseJavaVersion = (output: string): { version: string; major: number } | undefined => {
  const version = /version "([^"]+)"/.exec(output)?.[1];
  const digits = version === undefined ? undefined : /^(?:1\.)?(\d+)/.exec(version)?.[1];
  return version === undefined || digits === undefined ? undefined : { version, major: Number(digits) };
};

/** Where a runtime may lie when neither JAVA_HOME nor PATH names one (Homebrew keeps it off PATH). */
const OTHER_PLACES = [
  "/usr/lib/jvm/java-17-openjdk-amd64/bin/java",
  "/usr/lib/jvm/java-17-openjdk-arm64/bin/java",
  "/opt/homebrew/opt/openjdk@17/bin/java",
  "/usr/local/opt/openjdk@17/bin/java",
];

/** The first Java 17+ of JAVA_HOME, PATH and the usual places, or undefined. Starts each candidate once (60 ms). */
export const findJava = async (): Promise<Java | undefined> => {
  const { javaHome } = readEnvironment();
  const candidates = [javaHome && join(javaHome, "bin", "java"), findOnPath("java"), ...OTHER_PLACES];
  for (const program of candidates) {
    if (!program || !isExecutable(program)) continue;
    const found = parseJavaVersion(await run(program, ["-version"]).catch(() => ""));
    if (found !== undefined && found.major >= JAVA_MAJOR_MIN) return { program, version: found.version };
  }
  return undefined;
};

/**
 * A Java 17+ runtime, for use.
 *
 * @throws {LocalError} `tool_missing`, with the command that installs one
 */
export const requireJava = async (): Promise<Java> => {
  const java = await findJava();
  if (java !== undefined) return java;
  const fix = installCommand(TOOLS.java, thisMachine());
  throw new LocalError("tool_missing", `no Java ${JAVA_MAJOR_MIN}+ in JAVA_HOME or on PATH`, { fix });
};

/** Finds a Java 17+ runtime, or installs one where that is possible. */
export const setUpJava = async (progress: Progress): Promise<Java> => {
  const there = await findJava();
  if (there !== undefined) return there;
  await install(TOOLS.java, progress);
  return requireJava();
};
