import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import type { Journal } from "@millrace/pipeline";
import { childEnvironment } from "@millrace/service";

const RESTART_MS = 2_000;
const STOP_MS = 8_000;

/** A process beside this one. */
export interface ChildPlan {
  /** What it is called in the log. */
  readonly name: string;
  /** File that it runs. */
  readonly main: string;
  /** What it gets beside this process's own environment; asked at every start. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** Whether it takes only what processor time the others leave. */
  readonly background?: boolean;
  /** Told of every new process. */
  readonly onStarted?: (child: ChildProcess) => void;
}

/** A service in a process of its own, started again when it ends by itself. It ends with this process, however that ends. */
export class KeptChild {
  readonly #plan: ChildPlan;
  readonly #journal: Journal;
  #child: ChildProcess | undefined;
  #stopping = false;

  constructor(plan: ChildPlan, journal: Journal) {
    this.#plan = plan;
    this.#journal = journal;
  }

  /** Starts it. */
  start(): void {
    const { name, main, environment, background, onStarted } = this.#plan;
    const child = spawn(process.execPath, [...process.execArgv, main], {
      env: childEnvironment(environment()),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      serialization: "advanced",
      // A Ctrl-C reaches the whole group: who stops when is for this process to say.
      detached: true,
    });
    this.#child = child;
    if (background === true && child.pid !== undefined) yieldToOthers(child.pid);
    // A message for a process that has just ended is lost with it.
    child.on("error", (error) => this.#journal.warn("child_error", { name, error: error.message }));
    child.once("exit", (code, signal) => {
      if (this.#stopping) return;
      this.#journal.warn("child_ended", { name, code: code ?? -1, signal: signal ?? "" });
      setTimeout(() => {
        if (!this.#stopping) this.start();
      }, RESTART_MS).unref();
    });
    onStarted?.(child);
  }

  /** Ends it; one that does not end in time is killed. */
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

/** Lowers a process's priority, as far as that is possible here: without it, all is slower, but nothing wrong. */
const yieldToOthers = (pid: number): void => {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
    // A process group of its own is a scheduling group of its own on many Linux desktops: niceness counts within it only.
    writeFileSync(`/proc/${pid}/autogroup`, "19");
  } catch {
    // Another system, or not allowed.
  }
};
