import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a program of its own is, beside its name: JSON in, JSON out. */
export type Program<In, Out> = (given: In) => Promise<Out>;

/** The flag by which `main.ts` knows that it is to run one program only. */
export const programFlag = "--program";

/** A program that runs. */
export interface Running<Out> {
  readonly pid: number;
  /** What it found; rejects where it ended without. */
  readonly result: Promise<Out>;
  /** Ends it at once. */
  kill(): void;
}

/** Starts one of our programs in a process of its own, so that its memory and its garbage are its own. */
export const startProgram = <In, Out>(
  name: string,
  given: In,
  flags: readonly string[] = [],
): Running<Out> => {
  const entry = fileURLToPath(new URL("./main.ts", import.meta.url));
  const source = ["--import", "tsx", "--conditions=millrace-source"];
  const child = spawn(process.execPath, [...source, ...flags, entry, programFlag, name], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.send({ given });
  let found: { readonly value: Out } | undefined;
  child.on("message", (value) => {
    found = { value: value as Out };
  });
  const ended = once(child, "exit").then(([code]): Out => {
    if (found === undefined) throw new Error(`the program ${name} ended with ${code} and found nothing`);
    return found.value;
  });
  // Whoever kills it need not wait for what it found.
  ended.catch(() => undefined);
  return { pid: child.pid ?? 0, result: ended, kill: () => void child.kill("SIGKILL") };
};

/** Runs one of our programs and returns what it found. */
export const runProgram = <In, Out>(name: string, given: In, flags: readonly string[] = []): Promise<Out> =>
  startProgram<In, Out>(name, given, flags).result;
