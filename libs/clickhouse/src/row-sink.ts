import { type Clock, type Row, type RowSink, retry } from "@millrace/pipeline";
import type { Engine } from "./engine.ts";
import { TableQueue } from "./table-queue.ts";
import { isTable, type Table } from "./tables.ts";

/** Limits of a {@link ClickHouseRowSink}. */
export interface RowSinkSettings {
  /** Rows in one insert. */
  readonly blockRowsMax: number;
  /** Size of one insert, in characters. */
  readonly blockSizeMax: number;
  /** Longest time that a row waits for company, ms. */
  readonly rowAgeMsMax: number;
  /** Rows held in all; the last `add` may go beyond by its own rows. */
  readonly bufferRowsMax: number;
  /** Characters held in all; the last `add` may go beyond by its own rows. */
  readonly bufferSizeMax: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
}

/** Values for production. */
export const rowSinkDefaults: RowSinkSettings = {
  // A block is a part on disk: the fewer, the less they are merged, which takes as long as writing them.
  blockRowsMax: 20_000,
  blockSizeMax: 4 << 20,
  rowAgeMsMax: 1_000,
  bufferRowsMax: 50_000,
  bufferSizeMax: 32 << 20,
  retryBaseMs: 100,
  retryCapMs: 5_000,
};

/** Who wants to know what the sink does, for metrics and the log. */
export interface RowSinkListener {
  /** A block is stored; `seconds` counts from its first attempt. */
  inserted(table: Table, rows: number, seconds: number): void;
  retrying(table: Table, error: unknown, tries: number): void;
  /** A block will never be stored. */
  refused?(table: Table, rows: number): void;
}

/**
 * Writes rows in blocks, one insert per table at a time. A block that fails for a passing reason is tried again,
 * unchanged and for ever; one that is refused ends the sink: every call under way and to come is rejected with that
 * trouble. Nothing is ever dropped.
 */
export class ClickHouseRowSink implements RowSink {
  readonly #engine: Pick<Engine, "insertLines">;
  readonly #clock: Clock;
  readonly #settings: RowSinkSettings;
  readonly #listener: RowSinkListener;
  readonly #queues = new Map<Table, TableQueue>();
  readonly #pumping = new Set<TableQueue>();
  readonly #timed = new Set<TableQueue>();
  /** Those who wait for the next block to be stored or refused. */
  #waiters: (() => void)[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(
    engine: Pick<Engine, "insertLines">,
    clock: Clock,
    settings: RowSinkSettings,
    listener: RowSinkListener,
  ) {
    this.#engine = engine;
    this.#clock = clock;
    this.#settings = settings;
    this.#listener = listener;
  }

  /** @throws {Trouble} engine_refused */
  async add(rows: readonly Row[]): Promise<void> {
    this.#assertGoing();
    while (this.#full()) {
      for (const queue of this.#queues.values()) this.#want(queue);
      await this.#change();
    }
    const now = this.#clock.now();
    const touched = new Set<TableQueue>();
    for (const { table, values } of rows) {
      const queue = this.#queue(table);
      queue.push(values, now);
      touched.add(queue);
    }
    for (const queue of touched) {
      queue.seal();
      this.#wake(queue);
    }
  }

  /** @throws {Trouble} engine_refused */
  async flush(patient = false): Promise<void> {
    this.#assertGoing();
    const marks = [...this.#queues.values()].map((queue) => ({ queue, mark: queue.added }));
    if (!patient) for (const { queue } of marks) this.#want(queue);
    while (marks.some(({ queue, mark }) => queue.stored < mark)) await this.#change();
  }

  /** Rows held that are not stored yet. */
  get held(): number {
    let rows = 0;
    for (const queue of this.#queues.values()) rows += queue.added - queue.stored;
    return rows;
  }

  #full(): boolean {
    let size = 0;
    for (const queue of this.#queues.values()) size += queue.size;
    return this.held >= this.#settings.bufferRowsMax || size >= this.#settings.bufferSizeMax;
  }

  #queue(table: string): TableQueue {
    if (!isTable(table)) throw new Error(`not a table of Millrace: ${table}`);
    let queue = this.#queues.get(table);
    if (queue === undefined) {
      queue = new TableQueue(table, this.#settings.blockRowsMax);
      this.#queues.set(table, queue);
    }
    return queue;
  }

  #want(queue: TableQueue): void {
    queue.wanted = queue.added;
    this.#wake(queue);
  }

  /** Writes what is due, else sees to it that it will be written when it is old enough. */
  #wake(queue: TableQueue): void {
    if (this.#failure !== undefined || queue.waiting === 0 || this.#pumping.has(queue)) return;
    if (this.#due(queue)) {
      this.#pumping.add(queue);
      void this.#pump(queue);
    } else if (!this.#timed.has(queue)) {
      this.#timed.add(queue);
      void this.#later(queue);
    }
  }

  #due(queue: TableQueue): boolean {
    const { blockRowsMax, blockSizeMax, rowAgeMsMax } = this.#settings;
    if (queue.waiting >= blockRowsMax || queue.size >= blockSizeMax) return true;
    return queue.wanted > queue.stored || this.#clock.now() - queue.oldestAt >= rowAgeMsMax;
  }

  async #later(queue: TableQueue): Promise<void> {
    await this.#clock.sleep(Math.max(1, queue.oldestAt + this.#settings.rowAgeMsMax - this.#clock.now()));
    this.#timed.delete(queue);
    this.#wake(queue);
  }

  async #pump(queue: TableQueue): Promise<void> {
    try {
      while (queue.waiting > 0 && this.#due(queue)) await this.#store(queue);
    } catch (error) {
      if (this.#failure === undefined) this.#listener.refused?.(queue.table, queue.added - queue.stored);
      this.#failure ??= { error };
    }
    this.#pumping.delete(queue);
    this.#announce();
    this.#wake(queue);
  }

  async #store(queue: TableQueue): Promise<void> {
    const { blockRowsMax, blockSizeMax, retryBaseMs, retryCapMs } = this.#settings;
    const began = this.#clock.now();
    const block = queue.take(blockRowsMax, blockSizeMax);
    await retry(
      () => this.#engine.insertLines(queue.table, block.lines, { token: block.token, ...queue.format }),
      { baseMs: retryBaseMs, capMs: retryCapMs },
      this.#clock,
      async () => this.#assertGoing(),
      (error, tries) => this.#listener.retrying(queue.table, error, tries),
    );
    queue.settle(block);
    this.#listener.inserted(queue.table, block.rows, (this.#clock.now() - began) / 1000);
    this.#announce();
  }

  /** Resolves when something was stored; rejects when the sink has ended. */
  async #change(): Promise<void> {
    this.#assertGoing();
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#assertGoing();
  }

  #announce(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  #assertGoing(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
