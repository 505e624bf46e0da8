import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Child } from "../support/child.ts";
import { newFolder, removeFolder } from "../support/folder.ts";
import { useBroker } from "../support/kafka.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { contents } from "../support/topic-contents.ts";
import { until } from "../support/until.ts";

const SECRET = "an-admin-secret-for-tests";
const keys = { MILLRACE_API_KEYS: `operator:admin:${SECRET}` };

const broker = useBroker();
let connection: KafkaConnection;
let stack: Stack;
let folder: string;

beforeAll(async () => {
  folder = await newFolder("cli");
  connection = broker.connection();
  stack = await Stack.make({
    brokers: broker.brokers,
    prefix: connection.prefix,
    headers: { authorization: `Bearer ${SECRET}` },
    settings: keys,
  });
  await stack.start();
  await stack.ready();
});

afterAll(async () => {
  await stack?.close();
  await removeFolder(folder);
});
showOnFailure(() => stack);

/** Runs a command that finds the stack by its data folder. */
const millrace = async (
  args: readonly string[],
  settings: Readonly<Record<string, string>> = keys,
): Promise<{ readonly code: number | NodeJS.Signals | undefined; readonly said: string }> => {
  const child = new Child("services/cli/src/main.ts", args, {
    MILLRACE_DATA_DIR: stack.dataDir,
    ...settings,
  });
  await child.gone;
  return { code: child.ended, said: child.said };
};

interface Rules {
  readonly baskets: number;
  readonly rules: readonly { readonly if: readonly string[]; readonly then: readonly string[] }[];
}

const rulesOver = async (baskets: number, item = ""): Promise<Rules> =>
  until(`rules over ${baskets} baskets`, async () => {
    const { status, body } = await stack.get(`/v1/rules?limit=1000${item === "" ? "" : `&item=${item}`}`);
    return status === 200 && (body as Rules).baskets >= baskets ? (body as Rules) : undefined;
  });

describe("the command line beside a running stack", () => {
  it("simulates baskets into a file and replays it, until the planted rules are answered", async () => {
    const [file, truthFile] = [join(folder, "baskets.jsonl"), join(folder, "truth.json")];
    const made = await millrace([
      "simulate",
      "baskets",
      "--size",
      "3000",
      "--out",
      file,
      "--truth",
      truthFile,
    ]);
    expect(made).toMatchObject({ code: 0, said: "baskets: 3,000 simulated events\n" });
    const replayed = await millrace(["replay", "baskets", file]);
    expect(replayed).toMatchObject({
      code: 0,
      said: expect.stringContaining("baskets: 3,000 sent, 0 refused"),
    });
    const truth = JSON.parse(await readFile(truthFile, "utf8")) as {
      readonly rules: readonly { readonly antecedent: string; readonly consequent: string }[];
    };
    const [strongest] = truth.rules;
    const { baskets, rules } = await rulesOver(3_000, strongest?.antecedent);
    expect(baskets).toBe(3_000);
    const learned = rules.map((rule) => `${rule.if} -> ${rule.then}`);
    expect(learned).toContain(`${strongest?.antecedent} -> ${strongest?.consequent}`);
  });

  it("shows what lies on a stream, line by line, and ends after as many as were asked for", async () => {
    const { code, said } = await millrace(["tail", "baskets", "--from", "beginning", "--count", "3"]);
    expect(code).toBe(0);
    const lines = said.trim().split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({
        offset: expect.any(Number),
        event: { items: expect.any(Array) },
      });
    expect(await millrace(["tail", "sonnets"])).toMatchObject({ code: 2 });
  });

  it("counts a file that is replayed again once", async () => {
    const file = join(folder, "again.jsonl");
    const basket = { id: "again-1", time: "2026-01-01T00:00:00Z", items: ["bread", "milk"] };
    await appendFile(file, `${JSON.stringify(basket)}\n`);
    expect(await millrace(["replay", "baskets", file])).toMatchObject({ code: 0 });
    expect(await millrace(["replay", "baskets", file])).toMatchObject({ code: 0 });
    await until("the second one was seen to be a duplicate", async () =>
      /^baskets .*duplicate 1/m.test((await millrace(["state", "list"])).said),
    );
    expect((await rulesOver(3_001)).baskets).toBe(3_001);
  });

  it("names bad lines and passes over them, or sends them as they are to end as dead letters", async () => {
    const file = join(folder, "bad.jsonl");
    await appendFile(file, '{"id":"bad-1","time":1767225600000,"items":[]}\n{"id":"ba\n\n');
    const refused = await millrace(["replay", "baskets", file]);
    expect(refused.code).toBe(1);
    expect(refused.said).toContain(`${file}:1: empty_basket`);
    expect(refused.said).toContain(`${file}:2: not_json`);
    expect(refused.said).toContain("0 sent, 2 refused (empty_basket 1, not_json 1)");
    const raw = await millrace(["replay", "baskets", file, "--raw"]);
    expect(raw).toMatchObject({ code: 0, said: expect.stringContaining("baskets: 2 sent") });
    const listed = await until("both are dead letters", async () => {
      const { said } = await millrace(["dead-letters", "list", "--stream", "baskets"]);
      return said.includes("empty_basket") && said.includes("not_json") ? said : undefined;
    });
    expect(listed).toMatch(/baskets +\d+ +\d+ +not_json +.* \{"id":"ba$/m);
    const again = await millrace(["dead-letters", "replay", "--stream", "baskets", "--reason", "not_json"]);
    expect(again).toEqual({ code: 0, said: "dead letters sent again: 1\n" });
  });

  it("lists where every partition stands, and has a stream begin anew", async () => {
    const { code, said } = await millrace(["state", "list"]);
    expect(code).toBe(0);
    expect(said).toMatch(/^baskets +0 +\d+ +[\d,]+ .*applied \d+/m);
    expect(await millrace(["state", "reset", "readings"])).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^readings: generation \d+ begins/),
    });
    const unknown = await millrace(["state", "reset", "sonnets"]);
    expect(unknown).toMatchObject({ code: 1, said: expect.stringMatching(/\(not_found\)/) });
    expect(unknown.said).not.toMatch(/\n\s+at /);
  });

  it("is turned away without a key, and says how to bring one", async () => {
    const turned = await millrace(["state", "list"], {});
    expect(turned).toMatchObject({ code: 1, said: expect.stringMatching(/unauthorized.*--key SECRET/) });
    expect(await millrace(["state", "list", "--key", SECRET], {})).toMatchObject({ code: 0 });
  });

  it("says whether a Kafka of one's own answers", async () => {
    const { said } = await millrace(["doctor"], { KAFKA_BROKERS: broker.brokers });
    expect(said).toMatch(/^ok +your Kafka +answers, \d+ topics begin with millrace\./m);
    const nobody = await millrace(["doctor"], { KAFKA_BROKERS: "127.0.0.1:1" });
    expect(nobody.code).toBe(1);
    expect(nobody.said).toMatch(/^MISSING +your Kafka .*KAFKA_BROKERS/m);
  });

  it("trains a network on what the topic holds and offers its weights", async () => {
    const sent = await millrace(["simulate", "readings", "--size", "500", "--send"]);
    expect(sent).toMatchObject({ code: 0, said: expect.stringContaining("readings: 2,000 sent, 0 refused") });
    const { code, said } = await millrace(["train", "series", "--budget", "3"]);
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^offered as series\/\d{4}-/m),
    });
    const offered = /^offered as (series\/.*)$/m.exec(said)?.[1] ?? "";
    const models = [...(await contents(connection, "models")).values()].map(([key]) => key);
    expect(models.some((key) => key.startsWith(offered))).toBe(true);
  });
});
