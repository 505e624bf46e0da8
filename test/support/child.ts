import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A TypeScript program of this repository in a process of its own. */
export class Child {
  readonly #process: ChildProcess;
  readonly #said: string[] = [];
  readonly #gone: Promise<void>;

  /**
   * @param entry path below the repository's root.
   * @param settings environment; nothing that begins with our names is taken over from this process.
   */
  constructor(entry: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const flags = ["--max-semi-space-size=64", "--import", "tsx", "--conditions=millrace-source"];
    this.#process = spawn(process.execPath, [...flags, entry, ...args], {
      cwd: root,
      env: { ...foreign(), ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => this.#said.push(text));
    // Not "close": a child of the child may hold the streams for a moment longer.
    this.#gone = once(this.#process, "exit").then(() => undefined);
  }

  /** Everything that it wrote on both streams. */
  get said(): string {
    return this.#said.join("");
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error("the process could not be started");
    return pid;
  }

  /** Exit code or signal, once it has ended. */
  get ended(): number | NodeJS.Signals | undefined {
    return this.#process.exitCode ?? this.#process.signalCode ?? undefined;
  }

  /** Resolves when it has ended. */
  get gone(): Promise<void> {
    return this.#gone;
  }

  /** Sends a signal; does nothing once it has ended. */
  signal(signal: NodeJS.Signals): void {
    if (this.ended === undefined) this.#process.kill(signal);
  }
}

/** This process's environment without settings of Millrace. */
const foreign = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(MILLRACE_|KAFKA_|CLICKHOUSE_|LOG_LEVEL)/.test(name)),
  );
