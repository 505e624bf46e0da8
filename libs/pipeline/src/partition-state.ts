import { below, type Chunk, prefixed, type Stateful } from "@millrace/state";
import { Ledger } from "./ledger.ts";
import type { Processor, Topology } from "./topology.ts";
import { IdWindow } from "./window.ts";

/** Everything that a partition's events have made: what a snapshot holds and a crash must not change. */
export class PartitionState<E> implements Stateful {
  readonly ledger = new Ledger();
  readonly ids: IdWindow;
  readonly processor: Processor<E>;

  constructor(topology: Topology<E>, partition: number, idsMax: number) {
    this.ids = new IdWindow(idsMax);
    this.processor = topology.open(partition);
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("ledger", this.ledger.chunks());
    yield* prefixed("ids", this.ids.chunks());
    yield* prefixed("models", this.processor.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.ledger.restore(below("ledger", chunks));
    this.ids.restore(below("ids", chunks));
    this.processor.restore(below("models", chunks));
  }
}
