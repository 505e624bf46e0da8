import type { Forwarder } from "../ports.ts";
import type { Forward } from "../topology.ts";

/** Keeps forwarded records in the order in which they came. */
export class MemoryForwarder implements Forwarder {
  readonly records: Forward[] = [];

  async send(records: readonly Forward[]): Promise<void> {
    this.records.push(...records);
  }
}
