import type { Readable, Writable } from "node:stream";
import type { Clock } from "@millrace/pipeline";
import type { Config } from "@millrace/service";

/** A stream to a person or a program. */
export type Outlet = Writable & { readonly isTTY?: boolean };

/** What a command may touch beside files and the network. */
export interface Surroundings {
  readonly input: Readable;
  /** Answers and events, for programs too. */
  readonly out: Outlet;
  /** Progress, complaints and summaries, for people. */
  readonly err: Outlet;
  /** The settings of the environment. @throws {ConfigError} */
  readonly config: () => Config;
  readonly clock: Pick<Clock, "now" | "sleep">;
}

/** The exit codes there are: done, failed, wrongly asked. */
export type ExitCode = 0 | 1 | 2;

/** One command of the command line. */
export interface Command {
  /** Its whole help, without a newline at the end. */
  readonly usage: string;
  /** @throws {UsageError} @throws {CommandError} @throws what the libraries throw */
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<ExitCode>;
}
