import { createHash } from "node:crypto";
import {
  type Digest,
  type PartitionLog,
  type PartitionPorts,
  PartitionRunner,
  type PipelineSettings,
  pipelineDefaults,
  type SourceRecord,
  type Topology,
} from "@millrace/pipeline";
import { type MemoryPorts, MemorySnapshotStore, memoryPorts } from "@millrace/pipeline/memory";

const beat = async (): Promise<void> => undefined;

const sha256: Digest = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** What every call to the world throws once the process is dead. */
class Killed extends Error {}

/** Small enough that a short log meets every one of them. */
const settings: PipelineSettings = {
  ...pipelineDefaults,
  dedupeIdsMax: 8,
  publishEveryMs: 200,
  snapshotEveryMs: 1_000,
  snapshotEveryEvents: 9,
};

/** One partition and whoever absorbs it, over the memory ports: process after process, as they are killed. */
export class PartitionLife<E> {
  readonly ports: MemoryPorts = memoryPorts(new MemorySnapshotStore(sha256));
  /** Processes that died so far. */
  deaths = 0;
  readonly #topology: Topology<E>;
  readonly #records: readonly SourceRecord[];
  readonly #log: PartitionLog;
  #runner: PartitionRunner<E> | undefined;
  #next = 0;
  #high = 0;
  #committed: number | undefined;
  /** Calls to the world that the process still has to live, and whether the last one takes effect. */
  #span = Infinity;
  #done = false;

  constructor(topology: Topology<E>, topic: string, partition: number, records: readonly SourceRecord[]) {
    this.#topology = topology;
    this.#records = records;
    this.#log = {
      topic,
      partition,
      marks: async () => ({ low: 0, high: this.#high }),
      committed: async () => this.#committed,
      commit: (offset) =>
        this.#call(async () => {
          this.#committed = offset;
        }),
      seek: (offset) => {
        this.#next = offset;
      },
    };
  }

  /** The state of the process that lives now. */
  get state() {
    if (this.#runner === undefined) throw new Error("nobody lives here");
    return this.#runner.state;
  }

  /** Hands the next records over, of a log that is known to reach on for some more behind them. */
  async take(records: number, behind = 0): Promise<void> {
    await this.#live(async (runner) => {
      const from = this.#next;
      const batch = this.#records.slice(from, from + records);
      this.#next = from + batch.length;
      this.#high = Math.min(this.#records.length, Math.max(this.#high, this.#next + behind));
      const { topic, partition } = this.#log;
      if (batch.length > 0)
        await runner.process({ topic, partition, records: batch, highWatermark: this.#high }, beat);
    });
  }

  /** Lets time pass, then ticks. */
  async pass(ms: number): Promise<void> {
    await this.ports.clock.advance(ms);
    await this.#live((runner) => runner.tick(beat));
  }

  /** Lets the process die at one of its next calls to the world. @param done whether that call takes effect. */
  dieIn(calls: number, done: boolean): void {
    this.#span = calls;
    this.#done = done;
  }

  /** Absorbs what is left of the log and ends well, after the death that may still be to come. */
  async end(): Promise<void> {
    do {
      while (this.#next < this.#records.length || this.#runner === undefined) await this.take(Infinity);
      await this.#live((runner) => runner.close(true));
    } while (this.#runner === undefined);
  }

  /** Works with the process that lives, after starting one where none does. */
  async #live(work: (runner: PartitionRunner<E>) => Promise<void>): Promise<void> {
    try {
      this.#runner ??= await PartitionRunner.open(this.#topology, this.#log, this.#mortal(), settings, 0);
      await work(this.#runner);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#runner = undefined;
      this.#span = Infinity;
      this.deaths++;
      this.ports.rows.crash();
    }
  }

  #mortal(): PartitionPorts {
    const { ports } = this;
    const { store, rows, answers, deadLetters, forwarder } = ports;
    return {
      ...ports,
      store: {
        list: (...of) => store.list(...of),
        load: (manifest) => this.#call(() => store.load(manifest)),
        save: (head, chunks) => this.#call(() => store.save(head, chunks)),
      },
      rows: {
        add: (added) => this.#call(() => rows.add(added)),
        flush: () => this.#call(() => rows.flush()),
      },
      answers: { publish: (...of) => this.#call(() => answers.publish(...of)) },
      deadLetters: { send: (letters) => this.#call(() => deadLetters.send(letters)) },
      forwarder: { send: (records) => this.#call(() => forwarder.send(records)) },
    };
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    if (--this.#span < 0) throw new Killed();
    if (this.#span > 0) return work();
    if (this.#done) await work();
    throw new Killed();
  }
}
