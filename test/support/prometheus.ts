import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { provideProgram } from "@millrace/local";
import { until } from "./until.ts";

/** What an instant query came to. */
export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, text: string];
}

/** A Prometheus server of its own, for as long as a test wants it. */
export class Prometheus {
  readonly #process: ChildProcess;
  readonly #url: string;
  readonly #said: string[] = [];

  private constructor(child: ChildProcess, url: string) {
    this.#process = child;
    this.#url = url;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#said.push(text));
  }

  /** Starts it with a configuration file; resolves when it answers. @param folder for its data */
  static async start(configFile: string, folder: string): Promise<Prometheus> {
    const program = await provideProgram("prometheus");
    const port = await freePort();
    const child = spawn(
      program,
      [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=warn",
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const started = new Prometheus(child, `http://127.0.0.1:${port}`);
    await until("Prometheus is ready", async () => {
      if (child.exitCode !== null) throw new Error(`Prometheus ended:\n${started.#said.join("")}`);
      return fetch(`${started.#url}/-/ready`).then(
        (response) => response.ok,
        () => false,
      );
    });
    return started;
  }

  /** An instant query. @throws where Prometheus refuses it */
  async query(expr: string): Promise<readonly Found[]> {
    const { data } = (await this.ask(`/api/v1/query?query=${encodeURIComponent(expr)}`)) as {
      readonly data: { readonly result: readonly Found[] };
    };
    return data.result;
  }

  /** Any call of its API. @throws where Prometheus refuses it */
  async ask(path: string): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return JSON.parse(text);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill("SIGTERM");
    await once(this.#process, "exit");
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};
