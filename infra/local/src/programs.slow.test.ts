/** The plain JavaScript of `bin/`, as programs: that is how it is used. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import { repositoryPath } from "./environment.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-programs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const start = (script: string) =>
  spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });

const child = JSON.stringify(repositoryPath("infra/local/bin/child.mjs"));
const lock = JSON.stringify(repositoryPath("infra/local/bin/lock.mjs"));

test("signals reach the child once, and the parent waits for it and ends as it does", async () => {
  const inner = `
    let count = 0;
    process.on("SIGINT", () => { count += 1; if (count === 1) setTimeout(() => { console.log("ints", count); process.exit(7); }, 50); });
    setInterval(() => {}, 1000);
    console.log("ready");`;
  const parent = start(
    `import { run } from ${child}; process.exitCode = await run(process.execPath, ["-e", ${JSON.stringify(inner)}]);`,
  );
  const lines: string[] = [];
  for await (const line of createInterface(parent.stdout)) {
    lines.push(line);
    // Twice, as a terminal and npm do.
    if (line === "ready") for (let times = 0; times < 2; times++) parent.kill("SIGINT");
  }
  expect(lines).toEqual(["ready", "ints 1"]);
  expect(parent.exitCode ?? (await once(parent, "exit"))[0]).toBe(7);
});

test("a child that dies of a signal ends the parent with 128 and the signal's number", async () => {
  const parent = start(
    `import { run } from ${child}; process.exitCode = await run(process.execPath, ["-e", "process.kill(process.pid, 'SIGKILL')"]);`,
  );
  expect((await once(parent, "exit"))[0]).toBe(137);
});

test("two holders of a lock follow each other, and a dead one's is taken over", async () => {
  const file = join(folder, "test.lock");
  const gone = start("");
  await once(gone, "exit");
  writeFileSync(file, String(gone.pid));
  const work = `import { withLock } from ${lock};
    await withLock(${JSON.stringify(file)}, async () => {
      console.log("in"); await new Promise((done) => setTimeout(done, 30)); console.log("out");
    }, () => {});`;
  const order: string[] = [];
  const holders = [start(work), start(work)].map(async (holder) => {
    for await (const line of createInterface(holder.stdout)) order.push(line);
  });
  await Promise.all(holders);
  expect(order).toEqual(["in", "out", "in", "out"]);
});
