import type { ChildProcess } from "node:child_process";
import { type BoardState, type Callable, Calls, engineCalls, type Line, type World } from "@millrace/runtime";
import type { MetricValues } from "@millrace/service";
import { type ChildPlan, KeptChild } from "./kept-child.ts";

const METRICS_WAIT_MS = 1_000;

/** What a process beside this one may be told and asked, beside the engine. */
export interface LinkedPlan extends ChildPlan {
  readonly callable?: Callable;
  /** Told of each new process's line. */
  readonly onLinked?: (calls: Calls) => void;
}

/**
 * A service in a process of its own that shares what only one process can have, the embedded engine, over a line; what its
 * partitions are and what it measured can be asked for.
 */
export class LinkedChild {
  readonly #child: KeptChild;
  #calls: Calls | undefined;

  constructor(world: World, plan: LinkedPlan) {
    const { name, callable, onLinked, onStarted } = plan;
    const callables = {
      ...(world.engine.embedded ? engineCalls(world.engine) : {}),
      partitions: (state: BoardState) => world.partitions.adopt(name, state),
      ...callable,
    };
    const started = (child: ChildProcess): void => {
      const calls = new Calls(lineTo(child), callables);
      this.#calls = calls;
      child.once("exit", () => {
        if (this.#calls === calls) this.#calls = undefined;
        world.partitions.adopt(name);
      });
      onStarted?.(child);
      onLinked?.(calls);
    };
    this.#child = new KeptChild({ ...plan, onStarted: started }, world.journal);
  }

  start(): void {
    this.#child.start();
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  /** What it measured; nothing where it does not say so in time. */
  async metrics(): Promise<readonly MetricValues[]> {
    const calls = this.#calls;
    if (calls === undefined) return [];
    const late = new Promise<readonly MetricValues[]>((resolve) => {
      setTimeout(() => resolve([]), METRICS_WAIT_MS).unref();
    });
    return Promise.race([calls.call<MetricValues>("metrics").then((values) => [values]), late]);
  }
}

const lineTo = (child: ChildProcess): Line => ({
  post: (message) => {
    if (child.connected) child.send(message as object);
  },
  listen: (listener) => void child.on("message", listener),
});
