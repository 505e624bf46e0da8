import { fork } from "node:child_process";
import { repositoryPath } from "../environment.ts";
import { LocalError } from "../errors.ts";

/** How a supervised program ended: one of the two is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that ends with this process, however this one ends. */
export interface Supervised {
  readonly pid: number;
  /** Settles when the program has ended. */
  readonly exited: Promise<Exit>;
  /** SIGTERM, and SIGKILL after `graceMs`; resolves when the program has ended. */
  stop(graceMs: number): Promise<Exit>;
}

/** What the supervisor is told. */
export interface SupervisedProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Both output streams are appended to this file. */
  readonly log: string;
  /** Written when the program runs, with its pid beside the facts; removed when it has ended. */
  readonly record: string;
  readonly facts: Readonly<Record<string, number>>;
}

/** What the supervisor says. */
type Report = { pid?: number; taken?: string; failed?: string; exited?: Exit };

/**
 * Starts a program under a supervisor of its own.
 *
 * @throws {LocalError} `broker_failed` when it cannot be started; `broker_already_running` when its record exists
 */
export const supervise = (program: SupervisedProgram): Promise<Supervised> =>
  new Promise((resolve, reject) => {
    const supervisor = fork(repositoryPath("infra/local/bin/supervise.mjs"), [JSON.stringify(program)], {
      detached: true,
      execArgv: [],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    let ended: Exit | undefined;
    const exited = new Promise<Exit>((settle) => {
      supervisor.on("exit", (code, signal) => settle(ended ?? { code, signal }));
    });
    const stop = (graceMs: number): Promise<Exit> => {
      if (supervisor.connected) supervisor.send({ stop: graceMs }, () => undefined);
      return exited;
    };
    const fail = (message: string): void => reject(new LocalError("broker_failed", message));
    supervisor.on("error", (error) => fail(error.message));
    supervisor.on("exit", (code, signal) => fail(`${program.command} ended with ${signal ?? code}`));
    supervisor.on("message", (report: Report) => {
      if (report.exited !== undefined) ended = report.exited;
      if (report.failed !== undefined) fail(report.failed);
      if (report.taken !== undefined) {
        reject(new LocalError("broker_already_running", `another broker is starting: ${report.taken}`));
      }
      if (report.pid !== undefined) resolve({ pid: report.pid, exited, stop });
    });
  });
