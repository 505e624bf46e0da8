// Runs a child and stands in for it: signals reach it once, its end is this process's end.
import { spawn } from "node:child_process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** Ctrl-C reaches npm and this process at once, and npm passes its own on: within this time they are one. */
const SAME_SIGNAL_MS = 1000;
const PARENT_LOOK_MS = 200;

/**
 * npm puts a shell between itself and its scripts, and a SIGTERM to npm ends that shell, which passes nothing on: when
 * this process has lost its parent under npm, it was to end. Elsewhere to outlive one's parent is nothing special.
 */
const watchParent = (onLost) => {
  const parent = process.ppid;
  let lost = false;
  const look = () => {
    if (!lost && process.ppid !== parent) onLost();
    lost = process.ppid !== parent;
  };
  return process.env.npm_lifecycle_event === undefined ? undefined : setInterval(look, PARENT_LOOK_MS);
};

/**
 * Runs a command with this process's streams and resolves with its exit code, 128 + n after signal n. The child is
 * in a process group of its own, so that a terminal's Ctrl-C does not reach it directly: what this process gets, it
 * passes on, once, and then waits for the child to finish its work.
 */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", detached: true, ...options });
    const lastMs = new Map();
    const forward = (signal) => {
      const now = performance.now();
      if (now - (lastMs.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS) return;
      lastMs.set(signal, now);
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    const watch = watchParent(() => forward("SIGTERM"));
    const settle = (how, value) => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, forward);
      how(value);
    };
    child.on("error", (error) => settle(reject, error));
    child.on("close", (code, signal) => settle(resolve, code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0)));
  });

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
