/** A partition that stopped for good, and why. */
export interface Halt {
  readonly stream: string;
  /** Undefined where the stream could not even be assigned. */
  readonly partition: number | undefined;
  readonly code: string;
  readonly detail: string;
}

/** Which partitions of this process are open, and which need a person. */
export class PartitionBoard {
  readonly #halts: Halt[] = [];
  readonly #open = new Set<string>();

  /** Notes that a partition's state is back and its records are being absorbed. */
  opened(stream: string, partition: number): void {
    this.#open.add(`${stream}/${partition}`);
  }

  /** Whether a partition was opened by this process. */
  isOpen(stream: string, partition: number): boolean {
    return this.#open.has(`${stream}/${partition}`);
  }

  /** Notes that a partition stopped. */
  halted(stream: string, partition: number | undefined, error: unknown): void {
    const code = error instanceof Error && "code" in error ? String(error.code) : "broken_code";
    this.#halts.push({
      stream,
      partition,
      code,
      detail: error instanceof Error ? error.message : String(error),
    });
  }

  /** All that stopped, oldest first. */
  get halts(): readonly Halt[] {
    return this.#halts;
  }
}
