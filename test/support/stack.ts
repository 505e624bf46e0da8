import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Child } from "./child.ts";
import { newFolder, removeFolder } from "./folder.ts";
import { parseMetrics, type Sample } from "./metrics.ts";
import { until } from "./until.ts";

const ENTRY = "services/all/src/main.ts";
const START_MS = 60_000;

/** What a stack is started with. */
export interface StackPlan {
  readonly brokers: string;
  /** Stands before every topic and group, so that tests on one broker do not meet. */
  readonly prefix: string;
  /** Further settings, by their names in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Sent with every request, such as a key; a request's own headers stand above them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request beside its method and path. */
export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
}

/** How a request ended. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
}

/**
 * The whole of Millrace in a process of its own over a broker that outlives it. Its data folder stays through kills
 * and restarts and goes with `close`. All that its processes wrote is in `said`, for when a test fails.
 */
export class Stack {
  readonly dataDir: string;
  readonly prefix: string;
  readonly #plan: StackPlan;
  readonly #past: string[] = [];
  #child: Child | undefined;
  #url = "";

  private constructor(plan: StackPlan, dataDir: string) {
    this.#plan = plan;
    this.prefix = plan.prefix;
    this.dataDir = dataDir;
  }

  /** A stack with an empty folder that does not run yet. */
  static async make(plan: StackPlan): Promise<Stack> {
    return new Stack(plan, await newFolder("stack"));
  }

  /** Directory of the embedded engine. */
  get engineDir(): string {
    return join(this.dataDir, "clickhouse");
  }

  /** Everything written by this and earlier processes of the stack. */
  get said(): string {
    return [...this.#past, this.#child?.said ?? ""].join("\n--- next process ---\n");
  }

  /** Everything written by the newest process. */
  get saidNow(): string {
    return this.#child?.said ?? "";
  }

  /** Address of the query API. */
  get url(): string {
    return this.#url;
  }

  /** Starts a process; resolves when it says that it runs and answers by HTTP. */
  async start(further: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.#child !== undefined) this.#past.push(this.#child.said);
    const { brokers, prefix, settings } = this.#plan;
    const child = new Child(ENTRY, [], {
      KAFKA_BROKERS: brokers,
      MILLRACE_TOPIC_PREFIX: prefix,
      MILLRACE_DATA_DIR: this.dataDir,
      MILLRACE_HTTP_PORT: "0",
      ...settings,
      ...further,
    });
    this.#child = child;
    this.#url = await until(
      "the stack runs",
      async () => {
        if (child.ended !== undefined) throw new Error(`the stack ended with ${child.ended}:\n${child.said}`);
        const text = await readFile(join(this.dataDir, "run.json"), "utf8").catch(() => "{}");
        const said: { pid?: number; http?: string } = JSON.parse(text);
        return said.pid === child.pid ? said.http : undefined;
      },
      START_MS,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${child.said}`);
    });
  }

  /** Resolves when the stack says that it is ready. @throws with its output when that takes too long */
  ready(withinMs = 60_000): Promise<void> {
    return this.#readiness("ready", ({ status }) => status === 200, withinMs);
  }

  /** Resolves when all partitions of some streams are restored and read. @throws the same */
  open(streams: readonly string[], withinMs = 60_000): Promise<void> {
    const isOpen = ({ body }: Reply): boolean => {
      const { partitions } = body as { partitions: readonly { stream: string; restored: number }[] };
      return streams.every((stream) => {
        const own = partitions.filter((partition) => partition.stream === stream);
        return own.length > 0 && own.every(({ restored }) => restored === 1);
      });
    };
    return this.#readiness(`${streams.join(" and ")} open`, isOpen, withinMs);
  }

  /** Kills the process at once: SIGKILL. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#running.signal("SIGKILL");
    await this.#running.gone;
  }

  /** Stops it as an operator would. Returns how long that took, ms. @throws when it did not end well */
  async stop(): Promise<number> {
    const began = performance.now();
    const child = this.#running;
    child.signal("SIGTERM");
    await child.gone;
    if (child.ended !== 0) throw new Error(`the stack ended with ${child.ended}:\n${child.said}`);
    return performance.now() - began;
  }

  /** Ends whatever runs and takes the folder away. */
  async close(): Promise<void> {
    this.#child?.signal("SIGKILL");
    await this.#child?.gone;
    await removeFolder(this.dataDir);
  }

  /** Asks the query API. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.request("GET", path, { headers });
  }

  /** Posts JSON, or bytes as they are. */
  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const raw = body instanceof Uint8Array || typeof body === "string";
    return this.request("POST", path, {
      headers: { "content-type": "application/json", ...headers },
      body: raw ? (body as BodyInit) : JSON.stringify(body),
    });
  }

  /** Any request. */
  async request(method: string, path: string, init: Asked = {}): Promise<Reply> {
    const headers = { ...this.#plan.headers, ...init.headers };
    const response = await fetch(`${this.#url}${path}`, { method, ...init, headers });
    const type = response.headers.get("content-type") ?? "";
    const text = await response.text();
    return { status: response.status, type, body: type.includes("json") ? JSON.parse(text) : text };
  }

  /** The metrics as they stand; none while the server turns callers away. */
  async metrics(): Promise<readonly Sample[]> {
    const { status, body } = await this.get("/metrics");
    return status === 200 ? parseMetrics(String(body)) : [];
  }

  async #readiness(what: string, isSo: (reply: Reply) => boolean, withinMs: number): Promise<void> {
    let last: unknown;
    const look = async (): Promise<boolean> => {
      const reply = await this.get("/readyz");
      last = reply.body;
      return isSo(reply);
    };
    await until(what, look, withinMs).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(last)}\n${this.said}`);
    });
  }

  get #running(): Child {
    if (this.#child === undefined) throw new Error("the stack was never started");
    return this.#child;
  }
}
