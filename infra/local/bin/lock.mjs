// One set-up at a time for each user: two at once wait for each other instead of doing the same work twice.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

const holderOf = (file) => {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
};

/**
 * Runs work while holding a lock file that names this process. A holder that has died is passed over. `onWait` is
 * called once, with the holder's process number, when somebody else is at work.
 */
export const withLock = async (file, work, onWait) => {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = holderOf(file);
    // 0: the file is there and not yet written. Undefined: it has just been removed.
    if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
    else if (holder > 0 && !told) {
      told = true;
      onWait(holder);
    }
    await sleep(100);
  }
  const release = () => {
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
  process.on("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
};
