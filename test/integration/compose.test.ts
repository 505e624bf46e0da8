import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Child } from "../support/child.ts";
import { EngineServer } from "../support/engine-server.ts";
import { freePort } from "../support/free-port.ts";
import { useBroker } from "../support/kafka.ts";
import { until } from "../support/until.ts";

interface Service {
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck: { readonly test: readonly string[] };
}
const root = fileURLToPath(new URL("../../", import.meta.url));
const { services } = parse(readFileSync(`${root}docker-compose.yml`, "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
const ours = Object.entries(services).filter(([, service]) => service.build !== undefined);

/** What a person who starts compose has to choose. */
const chosen = {
  MILLRACE_API_KEYS: "me:admin:an-admin-secret-for-tests",
  PROMETHEUS_KEY: "a-metrics-secret-for-tests",
  CLICKHOUSE_PASSWORD: "a-password",
  GRAFANA_PASSWORD: "a-password",
};
const run = promisify(execFile);

const hasCompose = (): boolean => {
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

it.skipIf(!hasCompose())(
  "docker compose takes the file (left out where there is no Compose 2; on Debian 13: apt-get install docker-compose docker-cli)",
  async () => {
    const env = { ...process.env, ...chosen };
    await run("docker", ["compose", "config", "--quiet"], { cwd: root, env });
    await expect(
      run("docker", ["compose", "config", "--quiet"], { cwd: root, env: process.env }),
    ).rejects.toThrow(/MILLRACE_API_KEYS|PASSWORD|PROMETHEUS_KEY/);
  },
);

describe("the containers' own commands, settings and health checks, each in a process of its own", () => {
  const broker = useBroker();
  const children = new Map<string, Child>();
  const ports = new Map<string, number>();
  let engine: EngineServer;
  let http = "";

  /** A setting as compose would hand it over, with the parts of this machine in place of the other containers. */
  const settingOf = (name: string, setting: string, value: string | number): string => {
    const here: Readonly<Record<string, string>> = {
      KAFKA_BROKERS: broker.brokers,
      CLICKHOUSE_URL: engine.url,
      // The query API has health on its own port; beside it, it listens on one more.
      MILLRACE_HEALTH_PORT: name === "query-api" ? "0" : String(ports.get(name)),
      MILLRACE_HTTP_PORT: String(ports.get(name)),
    };
    return (
      here[setting] ??
      String(value)
        .replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, variable: string) => String(Reflect.get(chosen, variable)))
        .replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1")
    );
  };

  beforeAll(async () => {
    engine = await EngineServer.start();
    for (const [name, { command = [], environment = {} }] of ours) {
      ports.set(name, await freePort());
      // The image runs what was compiled; here it runs from source.
      const entry = (command[1] ?? "").replace("/dist/", "/src/").replace(/\.js$/, ".ts");
      const settings = Object.entries(environment).map(([setting, value]) => [
        setting,
        settingOf(name, setting, value),
      ]);
      children.set(name, new Child(entry, [], Object.fromEntries(settings)));
    }
    http = `http://127.0.0.1:${ports.get("query-api")}`;
  }, 60_000);
  afterAll(async () => {
    for (const child of children.values()) child.signal("SIGKILL");
    await Promise.all([...children.values()].map((child) => child.gone));
    await engine?.close();
  });
  afterEach(({ task }) => {
    if (task.result?.state === "fail")
      for (const [name, child] of children) console.error(`--- ${name}\n${child.said}`);
  });

  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: "Bearer an-admin-secret-for-tests", "content-type": "application/json" };
    const init =
      body === undefined
        ? { headers: { authorization: headers.authorization } }
        : { headers, body: JSON.stringify(body) };
    const reply = await fetch(`${http}${path}`, { method, ...init });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  };

  it.each(ours)("%s becomes healthy by its own check", async (name, { healthcheck }) => {
    const [kind, program = "", ...args] = healthcheck.test;
    expect(kind).toBe("CMD");
    const check = args.map((arg) => arg.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${ports.get(name)}`));
    const child = children.get(name);
    await until(
      `${name} is healthy`,
      async () => {
        if (child?.ended !== undefined) throw new Error(`${name} ended:\n${child.said}`);
        return run(program, check).then(
          () => true,
          () => false,
        );
      },
      90_000,
    );
  });

  it("an event goes through them to an answer, and a person is forgotten by all of them", async () => {
    await until("every partition is open", async () => (await fetch(`${http}/readyz`)).ok, 90_000);
    const review = {
      id: "r1",
      time: "2026-01-05T10:00:00Z",
      userId: "ada",
      itemId: "loom",
      rating: 5,
      text: "fine",
    };
    const { body } = await ask("POST", "/v1/events/reviews", review);
    expect(await ask("GET", `/v1/reviews/r1?after=${body.after}`)).toMatchObject({ status: 200 });
    expect(await ask("DELETE", "/v1/users/ada")).toMatchObject({
      status: 200,
      body: { rows: { reviews: 1 } },
    });
    expect(await ask("GET", "/v1/reviews/r1")).toMatchObject({ status: 404 });
    expect(await ask("DELETE", "/v1/users/ada")).toMatchObject({
      status: 200,
      body: { rows: { reviews: 0 } },
    });
  });

  it("serves its metrics to the key that Prometheus has", async () => {
    const headers = { authorization: `Bearer ${chosen.PROMETHEUS_KEY}` };
    expect((await fetch(`${http}/metrics`, { headers })).status).toBe(200);
    for (const [name] of ours.filter(([other]) => other !== "query-api")) {
      const reply = await fetch(`http://127.0.0.1:${ports.get(name)}/metrics`, { headers });
      expect([name, reply.status]).toEqual([name, 200]);
    }
  });

  it("every one of them stops at SIGTERM within compose's time, and says so", async () => {
    for (const child of children.values()) child.signal("SIGTERM");
    await Promise.all([...children.values()].map((child) => child.gone));
    for (const [name, child] of children) {
      expect([name, child.ended]).toEqual([name, 0]);
      expect([name, child.said.includes('"event":"stopped"')]).toEqual([name, true]);
    }
  }, 30_000);
});
