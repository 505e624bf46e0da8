/** A partition that stopped for good, and why. */
export interface Halt {
  readonly stream: string;
  /** Undefined where the stream could not even be assigned. */
  readonly partition: number | undefined;
  readonly code: string;
  readonly detail: string;
}

/** What another process is told of this one's partitions. */
export interface BoardState {
  /** `stream/partition` of each that was opened. */
  readonly open: readonly string[];
  readonly halts: readonly Halt[];
}

/** Which partitions of this process are open, and which need a person. */
export class PartitionBoard {
  readonly #halts: Halt[] = [];
  readonly #open = new Set<string>();
  #onChange: ((state: BoardState) => void) | undefined;

  /** Notes that a partition's state is back and its records are being absorbed. */
  opened(stream: string, partition: number): void {
    this.#open.add(`${stream}/${partition}`);
    this.#onChange?.(this.state);
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
    this.#onChange?.(this.state);
  }

  /** All that stopped, oldest first. */
  get halts(): readonly Halt[] {
    return this.#halts;
  }

  /** All of it, as another process may take it over. */
  get state(): BoardState {
    return { open: [...this.#open], halts: this.#halts };
  }

  /** Has one listener told of every change, and of how it stands now. */
  follow(onChange: (state: BoardState) => void): void {
    this.#onChange = onChange;
    onChange(this.state);
  }

  /** Takes over what another process says of its partitions. */
  adopt({ open, halts }: BoardState): void {
    for (const place of open) this.#open.add(place);
    this.#halts.splice(0, this.#halts.length, ...halts);
  }
}
