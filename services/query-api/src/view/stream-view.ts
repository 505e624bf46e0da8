import type { Progress } from "@millrace/pipeline";

/** One stream's part of the hot view: what was published, ready to be asked. */
export interface StreamView {
  /** An entity's new value; null when it is gone. */
  changed(partition: number, entity: string, value: Uint8Array | null): void;
  /** A batch is complete. */
  progressed(partition: number, progress: Progress): void;
  /** Everything of a partition is void. */
  reset(partition: number): void;
}
