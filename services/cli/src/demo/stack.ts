import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "@millrace/service";

const START_MS = 120_000;
const LOOK_EVERY_MS = 200;
const PATIENCE_MS = 60_000;
/** Too many requests, and unavailable for now. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** Where a running stack can be reached. */
export interface RunFacts {
  readonly pid: number;
  readonly http: string;
  readonly brokers: string;
  readonly prefix: string;
}

/** The whole of Millrace in a process of its own, for as long as the demo runs. */
export class DemoStack {
  readonly facts: RunFacts;
  readonly #child: ChildProcess;

  private constructor(facts: RunFacts, child: ChildProcess) {
    this.facts = facts;
    this.#child = child;
  }

  /** Starts it and waits until it is ready. @param settings beside the process's own environment. */
  static async start(dataDir: string, settings: Readonly<Record<string, string>>): Promise<DemoStack> {
    const main = fileURLToPath(import.meta.resolve("@millrace/service-all/main"));
    const child = spawn(process.execPath, [...process.execArgv, main], {
      env: childEnvironment({ LOG_LEVEL: "warn", MILLRACE_DATA_DIR: dataDir, ...settings }),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Ctrl-C on a terminal goes to the whole group: the demo stops the stack itself, once.
      detached: true,
    });
    const deadline = performance.now() + START_MS;
    for (;;) {
      if (child.exitCode !== null)
        throw new Error("The stack ended before it was ready; what it said stands above.");
      if (performance.now() > deadline) {
        child.kill("SIGTERM");
        throw new Error(`The stack is not ready after ${START_MS / 1000} s.`);
      }
      const facts = await read(join(dataDir, "run.json"));
      if (facts?.pid === child.pid && facts !== undefined && (await isReady(facts.http)))
        return new DemoStack(facts, child);
      await pause(LOOK_EVERY_MS);
    }
  }

  /**
   * An answer of the query API, parsed; undefined where there is none. Where the stack has too much to do at the moment,
   * as it says itself, it is asked again until it has time.
   */
  async get<T>(path: string): Promise<T | undefined> {
    return parsed(await this.#patiently(path));
  }

  /** The same for a question with a body. */
  async post<T>(path: string, body: unknown): Promise<T | undefined> {
    const headers = { "content-type": "application/json" };
    return parsed(await this.#patiently(path, { method: "POST", headers, body: JSON.stringify(body) }));
  }

  /** The metrics as they stand. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.facts.http}/metrics`)).text();
  }

  async #patiently(path: string, question: RequestInit = {}): Promise<Response> {
    for (const deadline = performance.now() + PATIENCE_MS; ; ) {
      const response = await fetch(`${this.facts.http}${path}`, question);
      if (!BUSY.has(response.status) || performance.now() > deadline) return response;
      await response.arrayBuffer();
      await pause(1_000 * Number(response.headers.get("retry-after") ?? 1));
    }
  }

  /** Resolves when the stack has ended by itself. */
  get ended(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) resolve();
      else this.#child.once("exit", () => resolve());
    });
  }

  /** Ends it as an operator would, and waits. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.ended;
  }
}

const parsed = async <T>(response: Response): Promise<T | undefined> =>
  response.ok ? ((await response.json()) as T) : undefined;

const read = async (file: string): Promise<RunFacts | undefined> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RunFacts);
};

const isReady = async (http: string): Promise<boolean> => {
  const response = await fetch(`${http}/readyz`).catch(() => undefined);
  return response?.ok ?? false;
};
