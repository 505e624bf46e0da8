import type { PartitionHandler, PartitionLog, SourceBatch } from "@millrace/pipeline";

/** What a recorder saw of one partition's handler. */
export interface Seen {
  readonly log: PartitionLog;
  readonly offsets: number[];
  readonly values: string[];
  ticks: number;
  closed: "open" | "clean" | "lost";
}

/** How the handlers of a recorder behave. */
export interface RecorderPlan {
  /** Where a partition starts. @default the committed offset, else its low mark */
  readonly startAt?: (log: PartitionLog) => Promise<number>;
  /** Called with each batch before it is recorded. */
  readonly before?: (batch: SourceBatch, beat: () => Promise<void>) => Promise<void>;
}

const text = new TextDecoder();

/** Opens handlers that write down what they are given and commit the last record when they are closed cleanly. */
export class Recorder {
  /** Every handler ever opened, in order. */
  readonly handlers: Seen[] = [];
  readonly halts: { partition: number | undefined; error: unknown }[] = [];
  readonly #plan: RecorderPlan;
  /** Batches handed over so far, those under way too. */
  entered = 0;
  #waiting: (() => void)[] = [];

  constructor(plan: RecorderPlan = {}) {
    this.#plan = plan;
  }

  /** For `Source.start`. */
  readonly open = async (log: PartitionLog): Promise<PartitionHandler> => {
    const start = this.#plan.startAt ?? (async () => (await log.committed()) ?? (await log.marks()).low);
    log.seek(await start(log));
    const seen: Seen = { log, offsets: [], values: [], ticks: 0, closed: "open" };
    this.handlers.push(seen);
    this.#changed();
    return {
      process: async (batch, beat) => {
        this.entered++;
        this.#changed();
        await this.#plan.before?.(batch, beat);
        for (const { offset, value } of batch.records) {
          seen.offsets.push(offset);
          seen.values.push(text.decode(value ?? new Uint8Array()));
        }
        this.#changed();
      },
      tick: async () => {
        seen.ticks++;
        this.#changed();
      },
      settle: async () => undefined,
      close: async (clean) => {
        const last = seen.offsets.at(-1);
        if (clean && last !== undefined) await log.commit(last);
        seen.closed = clean ? "clean" : "lost";
        this.#changed();
      },
    };
  };

  /** For a source's plan. */
  readonly onHalt = (_stream: string, partition: number | undefined, error: unknown): void => {
    this.halts.push({ partition, error });
    this.#changed();
  };

  /** The newest handler of a partition. */
  of(partition: number): Seen {
    const seen = this.handlers.findLast(({ log }) => log.partition === partition);
    if (seen === undefined) throw new Error(`partition ${partition} was never opened`);
    return seen;
  }

  /** Partitions whose newest handler is open. */
  get openPartitions(): readonly number[] {
    const newest = new Map(this.handlers.map((seen) => [seen.log.partition, seen]));
    return [...newest.values()]
      .filter(({ closed }) => closed === "open")
      .map(({ log }) => log.partition)
      .sort();
  }

  /** Resolves as soon as something happened after which `fact` holds. */
  async until(fact: () => boolean): Promise<void> {
    while (!fact()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
