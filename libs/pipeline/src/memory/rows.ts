import type { RowSink } from "../ports.ts";
import type { Row } from "../topology.ts";

/** Keeps rows in the order in which they came; `stored` are those that a flush acknowledged. */
export class MemoryRows implements RowSink {
  readonly added: Row[] = [];
  #stored = 0;

  async add(rows: readonly Row[]): Promise<void> {
    this.added.push(...rows);
  }

  async flush(): Promise<void> {
    this.#stored = this.added.length;
  }

  /** Rows that would survive a crash. */
  get stored(): readonly Row[] {
    return this.added.slice(0, this.#stored);
  }

  /** What a crash does to rows that no flush acknowledged. */
  crash(): void {
    this.added.length = this.#stored;
  }
}
