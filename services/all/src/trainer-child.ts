import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Journal } from "@millrace/pipeline";
import { childEnvironment } from "@millrace/service";

const RESTART_MS = 5_000;
const STOP_MS = 3_000;

/** The trainer in a process of its own: training must not hold up answers. Started again when it ends by itself. */
export class TrainerChild {
  readonly #journal: Journal;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #stopping = false;

  /** @param environment what the child gets beside this process's own. */
  constructor(environment: Readonly<Record<string, string>>, journal: Journal) {
    this.#environment = environment;
    this.#journal = journal;
  }

  /** Starts it. */
  start(): void {
    const main = fileURLToPath(import.meta.resolve("@millrace/service-trainer/main"));
    const child = spawn(process.execPath, [...process.execArgv, main], {
      env: childEnvironment(this.#environment),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child = child;
    child.once("exit", (code, signal) => {
      if (this.#stopping) return;
      this.#journal.warn("trainer_ended", { code: code ?? -1, signal: signal ?? "" });
      setTimeout(() => {
        if (!this.#stopping) this.start();
      }, RESTART_MS).unref();
    });
  }

  /** Ends it; a fit under way is given up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const hard = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      child.once("exit", () => {
        clearTimeout(hard);
        resolve();
      });
      child.kill("SIGTERM");
    });
  }
}
