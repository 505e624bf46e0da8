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

const nothing: BoardState = { open: [], halts: [] };

/** Which partitions of this process, and of those beside it, are open, and which need a person. */
export class PartitionBoard {
  readonly #halts: Halt[] = [];
  readonly #open = new Set<string>();
  /** What other processes said last, by their names. */
  readonly #others = new Map<string, BoardState>();
  #onChange: ((state: BoardState) => void) | undefined;

  /** Notes that a partition's state is back and its records are being absorbed. */
  opened(stream: string, partition: number): void {
    this.#open.add(`${stream}/${partition}`);
    this.#onChange?.(this.state);
  }

  /** Whether a partition was opened. */
  isOpen(stream: string, partition: number): boolean {
    const place = `${stream}/${partition}`;
    return this.#open.has(place) || [...this.#others.values()].some(({ open }) => open.includes(place));
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

  /** All that stopped, this process's first, each oldest first. */
  get halts(): readonly Halt[] {
    return this.state.halts;
  }

  /** All of it, as another process may take it over. */
  get state(): BoardState {
    const own = { open: [...this.#open], halts: this.#halts };
    return [...this.#others.values()].reduce(
      (all, { open, halts }) => ({ open: [...all.open, ...open], halts: [...all.halts, ...halts] }),
      own,
    );
  }

  /** Has one listener told of every change, and of how it stands now. */
  follow(onChange: (state: BoardState) => void): void {
    this.#onChange = onChange;
    onChange(this.state);
  }

  /** Takes over what another process says of its partitions, in place of what it said before; nothing: it has ended. */
  adopt(process: string, state: BoardState = nothing): void {
    this.#others.set(process, state);
    this.#onChange?.(this.state);
  }
}
