import { execFile } from "node:child_process";
import { open, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Child } from "../support/child.ts";
import { newFolder, removeFolder } from "../support/folder.ts";
import { until } from "../support/until.ts";

const run = promisify(execFile);
const start = Date.parse("2026-01-01T00:00:00Z");
let folder: string;
let archive: string;
let running: Child | undefined;

beforeAll(async () => {
  folder = await newFolder("backup");
  archive = join(folder, "millrace.tar.gz");
});
afterAll(async () => {
  running?.signal("SIGTERM");
  await running?.gone;
  await removeFolder(folder);
});

/** Starts the whole of Millrace with its own broker and engine over a folder; resolves to its address. */
const begin = async (dataDir: string): Promise<string> => {
  const child = new Child("services/all/src/main.ts", [], {
    MILLRACE_DATA_DIR: dataDir,
    MILLRACE_HTTP_PORT: "0",
    MILLRACE_MIN_COUNT: "1",
  });
  running = child;
  const http = await until(
    "the stack runs",
    async () => {
      if (child.ended !== undefined) throw new Error(child.said);
      const text = await readFile(join(dataDir, "run.json"), "utf8").catch(() => "{}");
      return (JSON.parse(text) as { readonly http?: string }).http;
    },
    90_000,
  );
  await until("it is ready", async () => (await fetch(`${http}/readyz`)).ok, 60_000);
  return http;
};

const end = async (): Promise<void> => {
  running?.signal("SIGTERM");
  await running?.gone;
  expect(running?.ended).toBe(0);
  running = undefined;
};

const millrace = async (dataDir: string, ...args: readonly string[]) => {
  const child = new Child("services/cli/src/main.ts", args, { MILLRACE_DATA_DIR: dataDir });
  await child.gone;
  return { code: child.ended, said: child.said };
};

const publish = async (http: string, stream: string, events: readonly object[]): Promise<string> => {
  const reply = await fetch(`${http}/v1/events/${stream}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(events),
  });
  expect(reply.status).toBe(202);
  return ((await reply.json()) as { readonly after: string }).after;
};

interface Row {
  readonly stream: string;
  readonly model: string;
}
/** The scoreboard in one order, without the bytes that the tables happen to have allocated. */
const sorted = (models: readonly Row[]): readonly object[] =>
  models
    .map((row) => ({ ...row, stateBytes: undefined }))
    .sort((a, b) => `${a.stream}/${a.model}`.localeCompare(`${b.stream}/${b.model}`));

/** Answers without what tells when they were computed. */
const answers = async (http: string, after: string): Promise<readonly unknown[]> => {
  const paths = [
    "/v1/rules?limit=50",
    "/v1/reviews/r3",
    "/v1/users/u1/recommendations?explain=true",
    "/v1/models",
  ];
  return Promise.all(
    paths.map(async (path) => {
      const reply = await fetch(`${http}${path}${path.includes("?") ? "&" : "?"}after=${after}`);
      expect([path, reply.status]).toEqual([path, 200]);
      const { computedAt: _, ...rest } = (await reply.json()) as Record<string, unknown>;
      // Rules of equal lift come in any order.
      if ("rules" in rest)
        return {
          ...rest,
          rules: (rest.rules as readonly object[]).map((rule) => JSON.stringify(rule)).sort(),
        };
      return "models" in rest ? { ...rest, models: sorted(rest.models as readonly Row[]) } : rest;
    }),
  );
};

describe("a backup", () => {
  let before: readonly unknown[];
  let after = "";

  it("is refused while the stack runs, since log and store must be of one moment", async () => {
    const here = join(folder, "here");
    const http = await begin(here);
    const baskets = Array.from({ length: 40 }, (_, n) => ({
      id: `b${n}`,
      time: start + n,
      userId: `u${n % 5}`,
      items: ["bread", "milk", `x${n % 3}`],
    }));
    const reviews = Array.from({ length: 12 }, (_, n) => ({
      id: `r${n}`,
      time: start + n,
      userId: `u${n % 5}`,
      itemId: `x${n % 4}`,
      rating: 1 + (n % 5),
      text: n % 2 === 0 ? "good and fine" : "bad and broken",
    }));
    const learned = await fetch(`${http}/v1/rules?after=${await publish(http, "baskets", baskets)}`);
    expect(learned.status).toBe(200);
    after = await publish(http, "reviews", reviews);
    before = await answers(http, after);
    const refused = await millrace(here, "backup", archive);
    expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/stop it first/) });
    await end();
  });

  it("of a stopped one is made, and brings the whole installation to another folder", async () => {
    expect(await millrace(join(folder, "here"), "backup", archive)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/files of .* MiB/),
    });
    const there = join(folder, "elsewhere", "there");
    expect(await millrace(there, "restore", archive)).toMatchObject({ code: 0 });
    const again = await millrace(there, "restore", archive);
    expect(again).toMatchObject({ code: 1, said: expect.stringMatching(/is not empty/) });
    const http = await begin(there);
    expect(await answers(http, after)).toEqual(before);
  });

  it("goes on there: what was sent before still counts once, and new events are learned", async () => {
    const text = await readFile(join(folder, "elsewhere", "there", "run.json"), "utf8");
    const { http } = JSON.parse(text) as { readonly http: string };
    const basket = (id: string) => ({ id, time: start + 99, userId: "u1", items: ["bread", "milk"] });
    await publish(http, "baskets", [{ ...basket("b1") }]);
    const token = await publish(http, "baskets", [basket("new")]);
    const [rules] = await answers(http, token);
    expect(rules).toMatchObject({ baskets: 41 });
    await end();
  });

  it("that was damaged, or is none, makes nothing", async () => {
    const unpacked = await newFolder("unpacked");
    try {
      await run("tar", ["-xzf", archive, "-C", unpacked]);
      const [victim = ""] = (await run("find", [unpacked, "-name", "*.log", "-size", "+0"])).stdout
        .trim()
        .split("\n");
      const handle = await open(victim, "r+");
      await handle.write(Buffer.from([0xff]), 0, 1, (await stat(victim)).size - 1);
      await handle.close();
      const damaged = join(folder, "damaged.tar.gz");
      await run("tar", ["-czf", damaged, "-C", unpacked, "."]);
      const nowhere = join(folder, "nowhere");
      const refused = await millrace(nowhere, "restore", damaged);
      expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/is damaged: kafka\/log\//) });
      await writeFile(join(folder, "text"), "no archive");
      expect(await millrace(nowhere, "restore", join(folder, "text"))).toMatchObject({ code: 1 });
      await expect(stat(nowhere)).rejects.toThrow();
    } finally {
      await removeFolder(unpacked);
    }
  });
});
