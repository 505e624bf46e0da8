import { existsSync } from "node:fs";
import { findOnPath, run } from "./command.ts";
import { LocalError } from "./errors.ts";
import type { Progress } from "./progress.ts";

/** A program that the set-up may need, and how each kind of machine gets it. */
export interface Tool {
  /** What a person calls it. */
  readonly name: string;
  /** Debian and Ubuntu packages. */
  readonly apt: readonly string[];
  /** Homebrew formulas. */
  readonly brew: readonly string[];
}

/** The tools of the set-up. */
export const TOOLS = {
  java: { name: "a Java 17+ runtime", apt: ["openjdk-17-jre-headless"], brew: ["openjdk@17"] },
  maven: { name: "Maven", apt: ["maven"], brew: ["maven"] },
  pip: { name: "Python 3 with pip", apt: ["python3", "python3-pip"], brew: ["python"] },
  prometheus: { name: "Prometheus with promtool", apt: ["prometheus"], brew: ["prometheus"] },
  kcat: { name: "kcat", apt: ["kcat"], brew: ["kcat"] },
  pythonKafka: { name: "Python's Kafka client", apt: ["python3", "python3-kafka"], brew: ["python"] },
  browser: { name: "Chromium", apt: ["chromium", "fonts-liberation"], brew: ["chromium"] },
  compiler: { name: "a C++ compiler and make", apt: ["g++", "make", "python3"], brew: ["gcc", "make"] },
} as const satisfies Record<string, Tool>;

/** The kinds of machine that the set-up can tell apart. */
export type Machine = "debian-root" | "debian" | "mac" | "other";

/** Which kind of machine this is. */
export const thisMachine = (): Machine => {
  if (process.platform === "darwin") return "mac";
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) return "other";
  return process.getuid?.() === 0 ? "debian-root" : "debian";
};

/** The exact command that brings a tool to a machine of that kind, or a sentence where there is no one command. */
export const installCommand = (tool: Tool, machine: Machine): string => {
  switch (machine) {
    case "debian-root":
      return `apt-get install -y ${tool.apt.join(" ")}`;
    case "debian":
      return `sudo apt-get install -y ${tool.apt.join(" ")}`;
    case "mac":
      return `brew install ${tool.brew.join(" ")}`;
    case "other":
      return `install ${tool.name} with this system's package manager and put it on PATH`;
  }
};

/**
 * Brings a tool to this machine where that needs nobody's leave: with apt, as root.
 *
 * @throws {LocalError} `tool_missing` elsewhere, with the command to type; `command_failed` when apt fails
 */
export const install = async (tool: Tool, progress: Progress): Promise<void> => {
  const machine = thisMachine();
  if (machine !== "debian-root") {
    const fix = installCommand(tool, machine);
    throw new LocalError("tool_missing", `${tool.name} is missing`, { fix });
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await progress.during(`installing ${tool.name} with apt`, async () => {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...tool.apt], { env });
  });
};

/** The path of a program, which is installed first where it is missing and that is possible. */
export const findOrInstall = async (program: string, tool: Tool, progress: Progress): Promise<string> => {
  const there = findOnPath(program);
  if (there !== undefined) return there;
  await install(tool, progress);
  const now = findOnPath(program);
  if (now === undefined)
    throw new LocalError("tool_missing", `${program} is missing after installing ${tool.name}`);
  return now;
};
