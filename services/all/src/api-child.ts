import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { World } from "@millrace/runtime";
import type { MetricValues } from "@millrace/service";
import { LinkedChild } from "./linked-child.ts";

/**
 * The query API in a process of its own, so that answering does not wait for learning, nor learning for answering. It
 * reads the answers from Kafka as it would on another machine; only the embedded engine, which belongs to one process,
 * and what `/readyz` and `/metrics` say of this installation's partitions come over the line between the two.
 */
export class ApiChild {
  readonly #child: LinkedChild;
  readonly #listening: Promise<string>;
  #address: string | undefined;

  /**
   * @param environment what it needs to find the rest.
   * @param beside what the other processes of this installation measured.
   */
  constructor(
    world: World,
    environment: Readonly<Record<string, string>>,
    beside: () => Promise<readonly MetricValues[]>,
  ) {
    let listening: (address: string) => void = () => undefined;
    let failed: (error: Error) => void = () => undefined;
    this.#listening = new Promise((resolve, reject) => {
      listening = resolve;
      failed = reject;
    });
    const { partitions, metrics } = world;
    this.#child = new LinkedChild(world, {
      name: "query-api",
      main: fileURLToPath(new URL("./api.ts", import.meta.url)),
      environment: () => ({
        ...environment,
        // Started again, it is where it was.
        ...(this.#address === undefined ? {} : { MILLRACE_HTTP_PORT: new URL(this.#address).port }),
      }),
      callable: {
        measured: async () => [await metrics.values(), ...(await beside())],
        listening: (address: string) => {
          this.#address = address;
          listening(address);
        },
      },
      onStarted: (child: ChildProcess) => {
        // Once it has listened this changes nothing, and it is started again.
        child.once("exit", () => failed(new Error("The query API could not start: see above.")));
      },
      onLinked: (calls) =>
        partitions.follow((state) => void calls.call("partitions", state).catch(() => undefined)),
    });
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
