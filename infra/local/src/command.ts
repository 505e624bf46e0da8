import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { childEnvironment, readEnvironment } from "./environment.ts";
import { LocalError } from "./errors.ts";

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** Set on top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** After this many milliseconds the command is killed and counts as failed. @default no limit */
  readonly timeoutMs?: number;
}

/** The first executable of that name on `PATH`, or undefined. */
export const findOnPath = (name: string): string | undefined =>
  readEnvironment()
    .path.map((folder) => join(folder, name))
    .find((file) => isExecutable(file));

/** Whether the file exists and may be executed by this user. */
export const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * Runs a command without a shell and returns what it printed on both streams.
 *
 * @throws {LocalError} `command_failed`, with the last lines that it printed
 */
export const run = (
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: childEnvironment(options.env),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
    });
    const printed: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => printed.push(chunk));
    const fail = (why: string, cause?: unknown): void => {
      const tail = Buffer.concat(printed).toString().trim().split("\n").slice(-12).join("\n");
      reject(new LocalError("command_failed", `${[command, ...args].join(" ")}: ${why}\n${tail}`, { cause }));
    };
    child.on("error", (error) => fail(error.message, error));
    child.on("close", (code, signal) =>
      code === 0 ? resolve(Buffer.concat(printed).toString()) : fail(`ended with ${signal ?? code}`),
    );
  });
