import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { provideProgram, providePythonWithKafka } from "@millrace/local";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { sumOf } from "../support/metrics.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
/** Below node_modules, so that what the examples import is found. */
const folder = `${root}node_modules/.millrace/guide/`;
const SECRET = "an-admin-secret-for-tests";

const broker = useBroker();
let stack: Stack;
let blocks: ReadonlyMap<string, string>;

beforeAll(async () => {
  const page = await readFile(`${root}docs/producing.md`, "utf8");
  blocks = new Map(
    [...page.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = "", code = ""]) => [name, code]),
  );
  await mkdir(folder, { recursive: true });
  stack = await Stack.make({
    brokers: broker.brokers,
    prefix: "millrace.",
    headers: { authorization: `Bearer ${SECRET}` },
    settings: { MILLRACE_API_KEYS: `all:admin:${SECRET}` },
  });
  await stack.start();
  await stack.ready();
});
afterAll(async () => {
  await stack?.close();
  await rm(folder, { recursive: true, force: true });
});
showOnFailure(() => stack);

const code = (name: string): string => {
  const found = blocks.get(name);
  if (found === undefined) throw new Error(`docs/producing.md has no example called ${name}`);
  return found;
};

const play = async (program: string, args: readonly string[]): Promise<string> => {
  const { PATH = "" } = process.env;
  const env = { PATH, KAFKA_BROKERS: broker.brokers, MILLRACE_URL: stack.url, MILLRACE_KEY: SECRET };
  const { stdout } = await run(program, [...args], { cwd: root, env, timeout: 60_000 });
  return stdout;
};

const file = async (name: string, text: string): Promise<string> => {
  const path = `${folder}${name}`;
  await writeFile(path, text);
  return path;
};

/** An event that came in is answered. */
const arrived = (id: string): Promise<unknown> =>
  until(`${id} is answered`, async () => (await stack.get(`/v1/reviews/${id}`)).status === 200);

it("curl: an object", async () => {
  expect(JSON.parse(await play("bash", ["-c", code("curl")]))).toMatchObject({ accepted: 1, rejected: [] });
  await arrived("from-curl");
});

it("curl: lines, of which a bad one is told by its place", async () => {
  expect(JSON.parse(await play("bash", ["-c", code("curl-lines")]))).toMatchObject({
    accepted: 1,
    rejected: [{ index: 1, reason: expect.any(String) }],
  });
  await arrived("from-curl-lines");
});

it("kcat", async () => {
  await provideProgram("kcat");
  await play("bash", ["-c", code("kcat")]);
  await arrived("from-kcat");
});

it("kafkajs", async () => {
  await play(process.execPath, [await file("kafkajs.mjs", code("kafkajs"))]);
  await arrived("from-kafkajs");
});

it("Python", async () => {
  await play(await providePythonWithKafka(), [await file("producing.py", code("python"))]);
  await arrived("from-python");
});

it("the client, which reads its own write", async () => {
  const flags = ["--import", "tsx", "--conditions=millrace-source"];
  const said = await play(process.execPath, [...flags, await file("client.mts", code("client"))]);
  expect(said).toMatch(/^(positive|neutral|negative) \w+/);
});

it("puts every event into the partition of its key, whichever client sent it", async () => {
  const samples = await stack.metrics();
  expect(sumOf(samples, "millrace_events_total", { stream: "reviews", outcome: "applied" })).toBe(6);
  expect(sumOf(samples, "millrace_misplaced_records_total")).toBe(0);
  expect(stack.said).not.toContain("records_misplaced");
});
