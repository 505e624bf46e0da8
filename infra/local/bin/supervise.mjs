// Runs one program for its owner and lets it die with its owner, even when the owner is killed with SIGKILL: the
// owner's end of the channel between the two then closes. Itself in a session of its own, it does not see a
// terminal's Ctrl-C: the owner decides when the program ends.
//
// Started by fork() with one argument, JSON: {command, args, log, record, facts}. Sends {pid} when the program
// runs; takes {stop: milliseconds} (SIGTERM, and SIGKILL after that time); ends as the program ends.
import { spawn } from "node:child_process";
import { openSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const ORPHAN_STOP_MS = 5000;
const { command, args, log, record, facts } = JSON.parse(process.argv[2]);

const output = openSync(log, "a");
const child = spawn(command, args, { stdio: ["ignore", output, output] });
let recorded = false;

const stop = (graceMs) => {
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), graceMs).unref();
};

/** The next owner may have written its own record already. */
const removeRecord = () => {
  try {
    if (JSON.parse(readFileSync(record, "utf8")).pid === child.pid) rmSync(record);
  } catch {
    // It is gone, or half written by the next owner: not ours to remove.
  }
};

child.on("spawn", () => {
  try {
    // "wx": of two owners that start at the same moment, one has the folder and the other is told so.
    writeFileSync(record, JSON.stringify({ ...facts, pid: child.pid }), { flag: "wx" });
    recorded = true;
    process.send?.({ pid: child.pid });
  } catch (error) {
    process.send?.({ taken: String(error) });
    child.kill("SIGKILL");
  }
});
child.on("error", (error) => {
  process.send?.({ failed: String(error) });
  process.exitCode = 127;
  process.disconnect?.();
});
child.on("exit", (code, signal) => {
  if (recorded) removeRecord();
  if (process.connected) process.send({ exited: { code, signal } }, () => process.exit(code ?? 1));
  else process.exit(code ?? 1);
});

process.on("message", (message) => stop(message.stop));
process.on("disconnect", () => stop(ORPHAN_STOP_MS));
process.on("SIGTERM", () => stop(ORPHAN_STOP_MS));
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
