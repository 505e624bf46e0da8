import { PartitionLost } from "./errors.ts";
import type { PartitionHandler } from "./ports.ts";
import type { SourceBatch } from "./record.ts";

/** Where a partition that this process was assigned stands. */
export type SeatState =
  /** The handler is being opened, or waits for that. */
  | "opening"
  | "open"
  /** Broken for good: a person must look. */
  | "halted"
  /** The handler was closed because the group went on without us; the next assignment decides. */
  | "void"
  /** Not ours any more. */
  | "left";

/**
 * One assigned partition and its handler, from the assignment until it goes. Whatever the source does, the handler's
 * calls never overlap, and after a failure it is closed without a snapshot.
 */
export class Seat {
  readonly topic: string;
  readonly partition: number;
  /** Offset to be read next, as sought or as follows from what was read. */
  next: number | undefined;
  #state: SeatState = "opening";
  #handler: PartitionHandler | undefined;
  #lane: Promise<void>;
  #turn = 0;
  #waiting = 0;
  readonly #onHalt: (error: unknown) => void;

  /**
   * @param after settles when an earlier owner of the same partition in this process has closed.
   * @param onHalt told once why the partition halts.
   */
  constructor(topic: string, partition: number, after: Promise<void>, onHalt: (error: unknown) => void) {
    this.topic = topic;
    this.partition = partition;
    this.#lane = after;
    this.#onHalt = onHalt;
  }

  get state(): SeatState {
    return this.#state;
  }

  /** Whether nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#waiting === 0;
  }

  /** Resolves when everything asked for before has been done. */
  get settled(): Promise<void> {
    return this.#lane;
  }

  /** @throws {PartitionLost} once the partition is not ours. */
  requireOurs(): void {
    if (this.#state === "left" || this.#state === "void") throw new PartitionLost(this.topic, this.partition);
  }

  /** Opens a handler in place of the one before, if any. Batches handed over before are not for the new one. */
  open(make: () => Promise<PartitionHandler>): Promise<void> {
    if (this.#state === "left" || this.#state === "halted") return this.#lane;
    this.#state = "opening";
    const turn = ++this.#turn;
    return this.#inLane(async () => {
      await this.#discard();
      if (!this.#is("opening") || turn !== this.#turn) return;
      this.#handler = await make();
      if (this.#is("opening") && turn === this.#turn) this.#state = "open";
      else await this.#discard();
    });
  }

  /** Hands a batch over; does nothing unless the partition is open. */
  process(batch: SourceBatch): Promise<void> {
    if (this.#state !== "open") return this.#lane;
    return this.#inLane(async () => {
      if (this.#state === "open") await this.#handler?.process(batch, this.#beat);
    });
  }

  /** Lets the handler do what is due while no records come. */
  tick(): Promise<void> {
    return this.#inLane(async () => {
      if (this.#state === "open") await this.#handler?.tick(this.#beat);
    });
  }

  /** Runs a check of the source in turn with the handler's calls; where it throws, the partition halts. */
  check(work: () => Promise<void>): Promise<void> {
    return this.#inLane(async () => {
      await this.#handler?.settle();
      await work();
    });
  }

  /** Halts from outside. */
  halt(error: unknown): Promise<void> {
    return this.#inLane(async () => {
      throw error;
    });
  }

  /** Closes the handler with a snapshot of what it absorbed, while the partition is still ours. */
  finish(): Promise<void> {
    return this.#inLane(async () => {
      const handler = this.#handler;
      if (this.#state !== "open" || handler === undefined) return;
      await handler.close(true);
      this.#handler = undefined;
      this.#state = "left";
    });
  }

  /** The partition has gone: whatever runs ends at its next beat, and nothing more is stored. */
  leave(): Promise<void> {
    this.#state = "left";
    return this.#inLane(() => this.#discard());
  }

  readonly #beat = async (): Promise<void> => this.requireOurs();

  #is(state: SeatState): boolean {
    return this.#state === state;
  }

  async #discard(): Promise<void> {
    const handler = this.#handler;
    this.#handler = undefined;
    await handler?.close(false);
  }

  #inLane(work: () => Promise<void>): Promise<void> {
    this.#waiting++;
    this.#lane = this.#lane.then(async () => {
      try {
        await work();
      } catch (error) {
        await this.#fail(error);
      } finally {
        this.#waiting--;
      }
    });
    return this.#lane;
  }

  async #fail(error: unknown): Promise<void> {
    const lost = error instanceof PartitionLost;
    if (this.#state !== "left" && this.#state !== "halted") {
      this.#state = lost ? "void" : "halted";
      if (!lost) this.#onHalt(error);
    }
    // What closing without a snapshot throws tells nothing that the first failure did not.
    await this.#discard().catch(() => undefined);
  }
}
