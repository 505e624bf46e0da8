import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Engine } from "./engine.ts";
import { openEngine } from "./open.ts";

interface Call {
  readonly url: URL;
  readonly body: string;
  readonly authorization: string | undefined;
}

type Answer = (call: Call, response: ServerResponse) => void;

const opened: { server: Server; engine: Engine }[] = [];

/** An engine that talks to a server which answers as told. */
const against = async (
  answer: Answer,
  requestTimeoutMs = 1000,
): Promise<{ engine: Engine; calls: Call[] }> => {
  const calls: Call[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://server");
      const call = { url, body, authorization: request.headers.authorization };
      calls.push(call);
      answer(call, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const engine = await openEngine({
    url: `http://127.0.0.1:${port}`,
    user: "writer",
    password: "secret",
    database: "millrace",
    requestTimeoutMs,
  });
  opened.push({ server, engine });
  return { engine, calls };
};

afterEach(async () => {
  for (const { server, engine } of opened.splice(0)) {
    await engine.close();
    server.closeAllConnections();
    server.close();
  }
});

const says =
  (status: number, text: string): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "text/plain" });
    response.end(text);
  };

const exception = (code: number, type: string): string =>
  `Code: ${code}. DB::Exception: Something. (${type}) (version 26.1.1.1 (official build))`;

describe("engine behind HTTP", () => {
  it("asks for an insert to be answered only when it is stored, in the database and as the user of the settings", async () => {
    const { engine, calls } = await against(says(200, ""));
    await engine.insert("clicks", [{ id: "a;b" }, { id: "c" }], { token: "a".repeat(64) });
    const [call] = calls;
    expect(call?.url.searchParams.get("wait_end_of_query")).toBe("1");
    expect(call?.url.searchParams.get("async_insert")).toBe("0");
    expect(call?.url.searchParams.get("database")).toBe("millrace");
    expect(call?.authorization).toBe(`Basic ${btoa("writer:secret")}`);
    const token = `insert_deduplication_token='${"a".repeat(64)}'`;
    expect(call?.body).toBe(
      `INSERT INTO clicks SETTINGS async_insert=0, input_format_skip_unknown_fields=0, ${token} FORMAT JSONEachRow\n{"id":"a;b"}\n{"id":"c"}`,
    );
  });

  it("binds values beside a read-only query, however many they are", async () => {
    const { engine, calls } = await against(says(200, '{"n":1}\n'));
    expect(await engine.query<{ n: number }>("SELECT {x:String}", { x: "'; DROP" })).toEqual([{ n: 1 }]);
    expect(calls[0]?.url.searchParams.get("param_x")).toBe("\\'; DROP");
    expect(calls[0]?.url.searchParams.get("readonly")).toBe("2");
    expect(calls[0]?.body).not.toContain("DROP");
    const many = Array.from({ length: 2000 }, (_, i) => `${i}`.padStart(64, "0"));
    await engine.query("SELECT {x:Array(String)}", { x: many });
    expect(calls[1]?.url.href.length).toBeLessThan(4000);
    expect(calls[1]?.body).toContain(many[1999]);
  });

  it("tells what may pass from what will not", async () => {
    const cases: readonly (readonly [number, string, boolean])[] = [
      [500, exception(252, "TOO_MANY_PARTS"), true],
      [500, exception(241, "MEMORY_LIMIT_EXCEEDED"), true],
      [503, "upstream connect error", true],
      [502, "", true],
      [404, exception(60, "UNKNOWN_TABLE"), false],
      [403, exception(516, "AUTHENTICATION_FAILED"), false],
      [403, exception(497, "ACCESS_DENIED"), false],
      [400, exception(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"), false],
    ];
    for (const [status, text, retryable] of cases) {
      const { engine } = await against(says(status, text));
      const code = retryable ? "engine_unavailable" : "engine_refused";
      await expect(engine.insert("clicks", [{ id: "a" }]), text).rejects.toMatchObject({ code, retryable });
    }
  });

  it("notices a server that accepts and hangs, before its answer and in the middle of it", async () => {
    const silent = await against(() => undefined, 40);
    await expect(silent.engine.insert("clicks", [{ id: "a" }])).rejects.toMatchObject({
      code: "engine_unavailable",
      retryable: true,
    });
    await expect(silent.engine.ping()).rejects.toMatchObject({ code: "engine_unavailable" });
    const stuck = await against((_, response) => {
      response.writeHead(200);
      response.write('{"n":1}\n{"n"');
    }, 40);
    await expect(stuck.engine.query("SELECT 1")).rejects.toMatchObject({ code: "engine_unavailable" });
  });

  it("calls a connection that is refused or reset in mid body a passing trouble", async () => {
    const { engine } = await against((_, response) => {
      response.writeHead(200);
      response.write('{"n":1}\n{"n"');
      setImmediate(() => response.socket?.destroy());
    });
    await expect(engine.query("SELECT 1")).rejects.toMatchObject({
      code: "engine_unavailable",
      retryable: true,
    });
    await expect(engine.insert("clicks", [{ id: "a" }])).rejects.toMatchObject({ retryable: true });
    const away = await openEngine({ url: "http://127.0.0.1:1", database: "millrace" });
    await expect(away.ping()).rejects.toMatchObject({ code: "engine_unavailable", retryable: true });
    await away.close();
  });

  it("creates the database only where it is missing", async () => {
    const { engine, calls } = await against(({ body }, response) =>
      response.end(body.startsWith("SELECT") ? "" : undefined),
    );
    await engine.prepare();
    expect(calls.map((call) => call.body.split(" ")[0])).toEqual(["SELECT", "CREATE"]);
    expect(calls[1]?.url.searchParams.get("database")).toBeNull();
    const there = await against(says(200, '{"name":"millrace"}\n'));
    await there.engine.prepare();
    expect(there.calls).toHaveLength(1);
  });

  it("takes only a plain word for a database", async () => {
    await expect(openEngine({ database: "a; DROP DATABASE b" })).rejects.toThrow("not a name");
  });
});
