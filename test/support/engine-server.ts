import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Engine, openEngine, type Parameters } from "@millrace/clickhouse";
import { Trouble } from "@millrace/pipeline";
import { newFolder, removeFolder } from "./folder.ts";

/**
 * How the server answers: as it should; with 503; not at all; with a connection that breaks off in mid body; or with
 * 500 after it has done what was asked (an insert is stored, and its sender cannot know).
 */
export type EngineMood = "well" | "refusing" | "hanging" | "breaking" | "lying";

/**
 * A ClickHouse server for tests: the embedded engine of this process behind as much of ClickHouse's HTTP interface as
 * our client uses, so that several processes share one store, and so that it can be away.
 */
export class EngineServer {
  /** The engine behind it, always well. */
  readonly engine: Engine;
  mood: EngineMood = "well";
  /** Requests that were not answered as they should be. */
  spoiled = 0;
  readonly #folder: string;
  readonly #server: Server;

  private constructor(engine: Engine, folder: string) {
    this.engine = engine;
    this.#folder = folder;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Starts one on an empty store and a free port. */
  static async start(): Promise<EngineServer> {
    const folder = await newFolder("engine");
    const server = new EngineServer(await openEngine({ database: "millrace", dataDir: folder }), folder);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  /** For `CLICKHOUSE_URL`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends it and takes the data away. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.engine.close();
    await removeFolder(this.#folder);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const mood = this.mood;
    if (mood !== "well") this.spoiled++;
    switch (mood) {
      case "hanging":
        return;
      case "refusing":
        response.writeHead(503).end("Service Unavailable");
        return;
      case "breaking":
        response.writeHead(200, { "content-length": "1000" }).write("{");
        response.socket?.destroy();
        return;
      case "lying":
      case "well": {
        const { status, text } = await this.#run(request, Buffer.concat(parts));
        if (mood === "lying") response.writeHead(500).end("a proxy's failure");
        else response.writeHead(status).end(text);
      }
    }
  }

  async #run(request: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
    const url = new URL(request.url ?? "/", "http://engine");
    const values = new Map(url.searchParams);
    let sql = body.length === 0 ? (values.get("query") ?? "") : body.toString("utf8");
    const type = request.headers["content-type"] ?? "";
    if (type.startsWith("multipart/form-data")) {
      const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
      for (const [name, value] of form) values.set(name, String(value));
      sql = values.get("query") ?? "";
    }
    const parameters = parametersOf(sql, values);
    try {
      // The engine adds limits and the format of its own.
      const select = /^\s*SELECT\b/i.test(sql) ? sql.replace(/\s+(SETTINGS|FORMAT) [\s\S]*$/, "") : undefined;
      if (select === undefined) {
        await this.engine.command(sql, parameters);
        return { status: 200, text: "" };
      }
      const rows = await this.engine.query<object>(select, parameters, { maxMs: 60_000 });
      return { status: 200, text: rows.map((row) => `${JSON.stringify(row)}\n`).join("") };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      return { status: 500, text: String(error.cause ?? error) };
    }
  }
}

/** The values of a statement's `{name:Type}` placeholders, from their texts in a request. */
const parametersOf = (sql: string, values: ReadonlyMap<string, string>): Parameters => {
  const parameters: Record<string, Parameters[string]> = {};
  for (const [, name = "", type = ""] of sql.matchAll(/\{(\w+):(\w+(?:\(\w+\))?)\}/g)) {
    const text = values.get(`param_${name}`) ?? "";
    if (type === "String") parameters[name] = unescaped(text);
    else if (type === "Array(String)")
      parameters[name] = [...text.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, item = ""]) => unescaped(item));
    else if (type.startsWith("Array(")) parameters[name] = (text.match(/\d+/g) ?? []).map(Number);
    else parameters[name] = Number(text);
  }
  return parameters;
};

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, char: string) => ({ n: "\n", t: "\t", r: "\r" })[char] ?? char);
