import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@millrace/service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAnnouncement, findInstallation, isAlive, requireBrokers } from "./installation.ts";

const announcement = { pid: 77, http: "http://127.0.0.1:9999/", brokers: "a:1,b:2", prefix: "own." };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-installation-"));
});
afterAll(() => rm(folder, { recursive: true }));

const find = async (text: string, alive: boolean, env: Readonly<Record<string, string>> = {}) => {
  await writeFile(join(folder, "run.json"), text);
  return findInstallation(readConfig({ MILLRACE_DATA_DIR: folder, ...env }), () => alive);
};

describe("an installation", () => {
  it("is the stack that runs, whatever the environment names", async () => {
    const env = { KAFKA_BROKERS: "other:9092", MILLRACE_HTTP_PORT: "8081", MILLRACE_TOPIC_PREFIX: "other." };
    expect(await find(JSON.stringify(announcement), true, env)).toEqual({
      running: true,
      brokers: ["a:1", "b:2"],
      http: "http://127.0.0.1:9999",
      prefix: "own.",
    });
  });

  it("is what the environment names where the stack's process is gone", async () => {
    const env = { KAFKA_BROKERS: "x:1,y:2", MILLRACE_HTTP_PORT: "8081", MILLRACE_TOPIC_PREFIX: "other." };
    expect(await find(JSON.stringify(announcement), false, env)).toEqual({
      running: false,
      brokers: ["x:1", "y:2"],
      http: "http://127.0.0.1:8081",
      prefix: "other.",
    });
  });

  it("is at the default address, without brokers, where nobody says anything", async () => {
    const config = readConfig({ MILLRACE_DATA_DIR: join(folder, "none") });
    const found = await findInstallation(config, () => true);
    expect(found).toMatchObject({ running: false, brokers: [], http: "http://127.0.0.1:8080" });
    expect(() => requireBrokers(found, config)).toThrow(/npm start/);
  });

  it.each([
    ["::1", "http://[::1]:8080"],
    ["localhost", "http://localhost:8080"],
  ])("that listens on %s is asked at %s", async (host, http) => {
    expect(await find("{}", true, { MILLRACE_HTTP_HOST: host })).toMatchObject({ running: false, http });
  });

  it.each([
    "",
    "null",
    "[]",
    '{"pid":1',
    JSON.stringify({ ...announcement, pid: -1 }),
    JSON.stringify({ ...announcement, pid: "77" }),
    JSON.stringify({ ...announcement, brokers: ["a:1"] }),
  ])("is not announced by %s", (text) => {
    expect(decodeAnnouncement(text)).toBeUndefined();
  });

  it("lives as long as its process", () => {
    expect(isAlive(process.pid)).toBe(true);
    // Above every pid that a system hands out.
    expect(isAlive(2 ** 30)).toBe(false);
  });
});
