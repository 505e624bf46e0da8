import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Calls, engineCalls, type Line, type World } from "@millrace/runtime";
import { KeptChild } from "./kept-child.ts";

/**
 * The query API in a process of its own, so that answering does not wait for learning, nor learning for answering. It
 * reads the answers from Kafka as it would on another machine; only the embedded engine, which belongs to one process,
 * and what `/readyz` and `/metrics` say of this process's partitions come over the line between the two.
 */
export class ApiChild {
  readonly #child: KeptChild;
  readonly #listening: Promise<string>;
  #address: string | undefined;

  /** @param brokers where the broker was found. */
  constructor(world: World, brokers: readonly string[]) {
    let listening: (address: string) => void = () => undefined;
    let failed: (error: Error) => void = () => undefined;
    this.#listening = new Promise((resolve, reject) => {
      listening = resolve;
      failed = reject;
    });
    const { config, partitions, metrics } = world;
    const callable = {
      ...(world.engine.embedded ? engineCalls(world.engine) : {}),
      metrics: () => metrics.values(),
      listening: (address: string) => {
        this.#address = address;
        listening(address);
      },
    };
    const plan = {
      name: "query-api",
      main: fileURLToPath(new URL("./api.ts", import.meta.url)),
      environment: () => ({
        KAFKA_BROKERS: brokers.join(","),
        MILLRACE_DATA_DIR: config.dataDir,
        // Started again, it is where it was.
        ...(this.#address === undefined ? {} : { MILLRACE_HTTP_PORT: new URL(this.#address).port }),
      }),
      onStarted: (child: ChildProcess) => {
        // Once it has listened this changes nothing, and it is started again.
        child.once("exit", () => failed(new Error("The query API could not start: see above.")));
        const calls = new Calls(lineTo(child), callable);
        partitions.follow((state) => void calls.call("partitions", state).catch(() => undefined));
      },
    };
    this.#child = new KeptChild(plan, world.journal);
  }

  /** Starts it; resolves to its address as soon as it listens. @throws {Error} where it ends before, having said why */
  start(): Promise<string> {
    this.#child.start();
    return this.#listening;
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}

const lineTo = (child: ChildProcess): Line => ({
  post: (message) => {
    if (child.connected) child.send(message as object);
  },
  listen: (listener) => void child.on("message", listener),
});
