import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { provideProgram } from "@millrace/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { newFolder, removeFolder } from "../support/folder.ts";
import { useKeyedStack, withKey } from "../support/keyed-stack.ts";
import { Prometheus } from "../support/prometheus.ts";
import { until } from "../support/until.ts";

const run = promisify(execFile);
const infra = fileURLToPath(new URL("../../infra/", import.meta.url));
const start = Date.parse("2026-01-01T00:00:00Z");

describe("promtool", () => {
  const promtool = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run(await provideProgram("promtool"), [...args], {
      cwd: join(infra, "prometheus"),
    });
    return stdout;
  };

  it("finds the configuration and the rules well formed", async () => {
    await promtool("check", "config", "--syntax-only", "prometheus.yml");
    expect(await promtool("check", "rules", "rules/millrace.rules.yml")).toMatch(/SUCCESS: \d+ rules found/);
  });

  it("sees every alert fire when it should, and stay quiet when it should", async () => {
    expect(await promtool("test", "rules", "tests/millrace.test.yml")).toContain("SUCCESS");
  });
});

describe("a real Prometheus beside a running stack", () => {
  const on = useKeyedStack();
  let folder: string;
  let prometheus: Prometheus;

  interface Config {
    readonly global: { scrape_interval: string; evaluation_interval?: string };
    rule_files: readonly string[];
    scrape_configs: {
      job_name: string;
      authorization?: { credentials_file: string };
      static_configs: { targets: readonly string[] }[];
    }[];
  }

  beforeAll(async () => {
    folder = await newFolder("prometheus");
    const config: Config = parse(await readFile(join(infra, "prometheus/prometheus.yml"), "utf8"));
    config.global.scrape_interval = "500ms";
    Reflect.set(config.global, "scrape_timeout", "400ms");
    config.global.evaluation_interval = "1s";
    config.rule_files = [join(infra, "prometheus/rules/*.yml")];
    const key = join(folder, "metrics-key");
    await writeFile(key, (withKey("read").authorization ?? "").replace("Bearer ", ""));
    config.scrape_configs = config.scrape_configs.filter(({ job_name }) => job_name === "millrace-query-api");
    for (const job of config.scrape_configs) {
      job.authorization = { ...job.authorization, credentials_file: key };
      job.static_configs = [{ targets: [new URL(on.stack.url).host] }];
    }
    const file = join(folder, "prometheus.yml");
    await writeFile(file, stringify(config));
    prometheus = await Prometheus.start(file, join(folder, "data"));
  });
  afterAll(async () => {
    await prometheus?.stop();
    await removeFolder(folder);
  });

  it("scrapes it with the key that compose gives it, and counts every event under its outcome", async () => {
    const events = Array.from({ length: 60 }, (_, n) => ({
      id: `b${n % 50}`,
      time: start + n,
      userId: `u${n % 7}`,
      items: ["bread", "milk"],
    }));
    const after = await on.publish("baskets", events);
    await on.answerOf("/v1/rules", after);
    const count = async (outcome: string): Promise<number> => {
      const [found] = await prometheus.query(`millrace_events_total{stream="baskets",outcome="${outcome}"}`);
      return Number(found?.value[1] ?? 0);
    };
    await until("all are counted", async () => (await count("applied")) + (await count("duplicate")) === 60);
    // The same id under another user lies in another partition: only those of one user are seen to be one.
    expect(await count("applied")).toBeGreaterThanOrEqual(50);
    const [up] = await prometheus.query("up");
    expect(up).toMatchObject({ metric: { job: "millrace-query-api" }, value: [expect.any(Number), "1"] });
  });

  it("takes every query of every board, and the boards of a stream that flows are not empty", async () => {
    interface Board {
      readonly panels: readonly {
        readonly title: string;
        readonly targets: readonly { readonly expr: string }[];
      }[];
    }
    const emptyPanels = async (): Promise<readonly string[]> => {
      const empty: string[] = [];
      for (const file of await readdir(join(infra, "grafana/boards"))) {
        const board: Board = JSON.parse(await readFile(join(infra, "grafana/boards", file), "utf8"));
        for (const { title, targets } of board.panels)
          for (const { expr } of targets)
            if ((await prometheus.query(expr)).length === 0) empty.push(`${file}: ${title}`);
      }
      return empty;
    };
    const shown = [
      "baskets.json: Events a second by outcome",
      "baskets.json: Lag by partition",
      "baskets.json: Scores over the recent events",
      "baskets.json: Rows written a second",
      "overview.json: Memory of each process",
      "models.json: Entities held",
      "models.json: Which model answers",
      "stores.json: Time of an insert, p99 by table",
    ];
    // A rate needs two samples.
    await until("they show something", async () => {
      const empty = await emptyPanels();
      return !shown.some((panel) => empty.includes(panel));
    });
  });

  it("evaluates every rule, and none fires on a stack that is well", async () => {
    interface Rules {
      readonly data: {
        readonly groups: readonly {
          readonly rules: readonly {
            readonly name: string;
            readonly health: string;
            readonly state: string;
          }[];
        }[];
      };
    }
    const rules = await until("all rules were evaluated", async () => {
      const { data } = (await prometheus.ask("/api/v1/rules")) as Rules;
      const all = data.groups.flatMap((group) => group.rules);
      return all.length > 0 && all.every(({ health }) => health !== "unknown") ? all : undefined;
    });
    expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    expect(rules.filter(({ state }) => state === "firing").map(({ name }) => name)).toEqual([]);
  });

  it("finds the log silent while events flow, and each of its lines JSON without a person in it", async () => {
    const lines = (): readonly string[] => on.stack.said.trim().split("\n");
    const before = lines().length;
    for (let n = 0; n < 20; n++) {
      const userId = `person-${n}`;
      const event = { id: `r${n}`, time: start + n, userId, itemId: "bread", rating: 4, text: "good bread" };
      await on.answerOf("/v1/items/bread/sentiment", await on.publish("reviews", [event]));
    }
    expect(lines().slice(before)).toEqual([]);
    for (const line of lines())
      expect(JSON.parse(line)).toMatchObject({
        level: expect.stringMatching(/^(info|warn|error)$/),
        time: expect.stringMatching(/Z$/),
        service: expect.any(String),
        event: expect.stringMatching(/^[a-z_]+$/),
      });
    expect(on.stack.said).not.toContain("person-");
    expect(on.stack.said).not.toContain("secret-for-tests");
  });
});
