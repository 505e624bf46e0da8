import { existsSync } from "node:fs";
import { findBrowser } from "./browser.ts";
import { findOnPath } from "./command.ts";
import { checkEngine } from "./engine.ts";
import { repositoryPath } from "./environment.ts";
import { LocalError } from "./errors.ts";
import { JAVA_MAJOR_MIN, requireJava } from "./java.ts";
import { KAFKA_VERSION, kafkaJarsDir, pinnedJars } from "./kafkaJars.ts";
import { differences } from "./manifest.ts";
import { tensorBackend } from "./tensor/layout.ts";
import { loads } from "./tensor/setUp.ts";
import { installCommand, TOOLS, thisMachine } from "./tools.ts";

/** One thing that Millrace needs on this machine. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly detail: string;
  /** The command that puts it right; undefined when it is right, or nothing short does. */
  readonly fix: string | undefined;
}

/** Turns a probe that returns what it found, or throws, into a check. */
export const check = async (
  name: string,
  probe: () => Promise<string> | string,
  fix?: string,
): Promise<Check> => {
  try {
    return { name, ok: true, detail: await probe(), fix: undefined };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { name, ok: false, detail, fix: (error instanceof LocalError ? error.fix : undefined) ?? fix };
  }
};

/** Whether a Node version, such as "20.19.0", is one that Millrace runs on. */
export const nodeIsSupported = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19);
};

const node = (): string => {
  const version = process.versions.node;
  if (!nodeIsSupported(version)) throw new Error(`${version} is older than 20.19`);
  return version;
};

const dependencies = (): string => {
  if (!existsSync(repositoryPath("node_modules/.package-lock.json"))) throw new Error("not installed");
  return "installed";
};

const kafka = async (): Promise<string> => {
  const [damage] = await differences(kafkaJarsDir(), await pinnedJars());
  if (damage !== undefined) throw new Error(`${kafkaJarsDir()}: ${damage}`);
  return `${KAFKA_VERSION}, ${kafkaJarsDir()}`;
};

const tensors = async (): Promise<string> => {
  if (tensorBackend() === "wasm") throw new Error("no native library: WebAssembly computes, slower");
  if (!(await loads())) throw new Error("the native library does not load");
  return "TensorFlow, native";
};

const maven = (): string => {
  const program = findOnPath("mvn");
  if (program !== undefined) return program;
  if (existsSync(kafkaJarsDir())) return "not installed, and not needed: Kafka is in the cache";
  throw new LocalError("tool_missing", "not installed", { fix: installCommand(TOOLS.maven, thisMachine()) });
};

const browser = (): string => {
  const program = findBrowser();
  if (program !== undefined) return program;
  return `not installed, and only needed by the dashboard's tests: ${installCommand(TOOLS.browser, thisMachine())}`;
};

/** Looks at everything that Millrace needs on this machine, changes nothing, and says how to get what is missing. */
export const doctor = async (): Promise<Check[]> => [
  await check("Node 20.19+", node, "install Node 22 LTS"),
  await check("npm packages", dependencies, "npm ci"),
  await check(`Java ${JAVA_MAJOR_MIN}+`, async () => {
    const java = await requireJava();
    return `${java.version}, ${java.program}`;
  }),
  await check("Maven", maven),
  await check(`Kafka ${KAFKA_VERSION}`, kafka, "npm run setup"),
  await check("ClickHouse, embedded", checkEngine),
  await check("tensor library", tensors, "npm run setup"),
  await check("Chromium, for tests", browser),
];
