import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assertNoOtherBroker, readRecord } from "./record.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-record-"));
  file = join(folder, "broker.json");
});
afterEach(() => rm(folder, { recursive: true }));

const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
};

test("a record cut short counts as none", async () => {
  await writeFile(file, '{"pid": 1, "own');
  expect(await readRecord(file)).toBeUndefined();
  expect(await readRecord(join(folder, "nothing"))).toBeUndefined();
});

test("the record of a dead broker is removed", async () => {
  await writeFile(file, JSON.stringify({ pid: await deadPid(), owner: process.pid, port: 1 }));
  await assertNoOtherBroker(folder, file);
  expect(existsSync(file)).toBe(false);
});

test.runIf(process.platform === "linux")(
  "a process that was given a dead broker's number is no broker",
  async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, owner: process.pid, port: 1 }));
    await assertNoOtherBroker(folder, file);
    expect(existsSync(file)).toBe(false);
  },
);

/** A process that looks like the folder's broker. */
const lookalike = () =>
  spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log()", "kafka.Kafka", folder], {
    stdio: ["ignore", "pipe", "ignore"],
  });

test("a living broker of a living owner is refused, by number", async () => {
  const broker = lookalike();
  await once(broker.stdout, "data");
  await writeFile(file, JSON.stringify({ pid: broker.pid, owner: process.pid, port: 21_000 }));
  await expect(assertNoOtherBroker(folder, file)).rejects.toMatchObject({ code: "broker_already_running" });
  await expect(assertNoOtherBroker(folder, file)).rejects.toThrow(/port 21000/);
  broker.kill();
  await once(broker, "exit");
});

test("the broker of a dead owner is waited for", async () => {
  const broker = lookalike();
  await once(broker.stdout, "data");
  await writeFile(file, JSON.stringify({ pid: broker.pid, owner: await deadPid(), port: 1 }));
  const over = assertNoOtherBroker(folder, file);
  broker.kill();
  await over;
  expect(broker.signalCode ?? "SIGTERM").toBe("SIGTERM");
  expect(existsSync(file)).toBe(false);
});
