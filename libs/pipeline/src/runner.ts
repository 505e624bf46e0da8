import { absorbRecord, DeadLetterRatio, type Effects, noEffects } from "./absorb.ts";
import { Trouble } from "./errors.ts";
import { PartitionState } from "./partition-state.ts";
import type {
  AnswerPublisher,
  Clock,
  DeadLetterQueue,
  Digest,
  Fingerprint,
  Forwarder,
  Journal,
  Manifest,
  PartitionHandler,
  PartitionLog,
  RowSink,
  SnapshotStore,
  WeightsOnOffer,
} from "./ports.ts";
import { Publication } from "./publication.ts";
import type { SourceBatch, SourceRecord } from "./record.ts";
import { restore } from "./restore.ts";
import { beating, retry } from "./retry.ts";
import type { PipelineSettings } from "./settings.ts";
import { Snapshotter } from "./snapshotter.ts";
import type { Topology } from "./topology.ts";

/** Format of the snapshots written by this version; others are rebuilt from the log, never misread. */
export const snapshotFormat = 1;

const BEAT_EVERY_MS = 1_000;

/** Everything that a partition needs from the world. */
export interface PartitionPorts {
  readonly store: SnapshotStore;
  readonly rows: RowSink;
  readonly answers: AnswerPublisher;
  readonly deadLetters: DeadLetterQueue;
  readonly forwarder: Forwarder;
  readonly weights: WeightsOnOffer;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** Hash of a record, to tell it from any other at the same offset. */
export const fingerprintOf = (record: SourceRecord, digest: Digest): Fingerprint => {
  const empty = new Uint8Array(0);
  const marks = new Uint8Array([record.key === null ? 0 : 1, record.value === null ? 0 : 1]);
  return {
    offset: record.offset,
    timestamp: record.timestamp,
    digest: digest(marks, record.key ?? empty, new Uint8Array([0]), record.value ?? empty),
  };
};

/**
 * The commit path of one partition: absorb a batch, deliver what it caused, now and then store the state and then
 * commit the offset that it stands for. Nothing else is ever committed.
 */
export class PartitionRunner<E> implements PartitionHandler {
  readonly state: PartitionState<E>;
  readonly #topology: Topology<E>;
  readonly #log: PartitionLog;
  readonly #ports: PartitionPorts;
  readonly #settings: PipelineSettings;
  readonly #generation: number;
  readonly #snapshotter: Snapshotter;
  readonly #ratio: DeadLetterRatio;
  readonly #publication: Publication<E>;
  /** The last record absorbed: as read, or as the snapshot names it. */
  #last: Fingerprint | SourceRecord | undefined;
  #busy: Promise<void> = Promise.resolve();
  #verify: boolean;
  #snapshotAt: number;
  #snapshotOffset: number;

  private constructor(
    topology: Topology<E>,
    log: PartitionLog,
    ports: PartitionPorts,
    settings: PipelineSettings,
    generation: number,
    restored: { state: PartitionState<E>; manifest: Manifest | undefined; verify: boolean },
  ) {
    this.#topology = topology;
    this.#log = log;
    this.#ports = ports;
    this.#settings = settings;
    this.#generation = generation;
    this.state = restored.state;
    this.#last = restored.manifest?.last;
    this.#verify = restored.verify;
    this.#snapshotter = new Snapshotter(ports.store, ports.clock);
    if (restored.manifest !== undefined) this.#snapshotter.adopt(restored.state, restored.manifest);
    this.#ratio = new DeadLetterRatio(settings.deadLetterRatioMax, settings.deadLetterWindowEvents);
    this.#snapshotAt = ports.clock.now();
    this.#snapshotOffset = restored.manifest?.last.offset ?? -1;
    const subject = { topology, state: this.state, partition: log.partition, generation };
    this.#publication = new Publication(subject, ports.answers, ports.clock);
    this.#publication.reached(0, this.#snapshotOffset);
  }

  /** Looks at log and snapshots, loads the state and publishes where it stands. @throws {Trouble} */
  static async open<E>(
    topology: Topology<E>,
    log: PartitionLog,
    ports: PartitionPorts,
    settings: PipelineSettings,
    generation: number,
  ): Promise<PartitionRunner<E>> {
    const began = ports.clock.now();
    const restored = await restore({
      stream: topology.stream,
      generation,
      format: snapshotFormat,
      log,
      store: ports.store,
      journal: ports.journal,
      fresh: () => new PartitionState(topology, log.partition, settings.dedupeIdsMax),
      fill: (state, chunks) => state.restore(chunks),
    });
    const runner = new PartitionRunner(topology, log, ports, settings, generation, restored);
    // A crash may have come between a swap of weights and the publication of what it changed.
    if (Object.keys(restored.manifest?.weights ?? {}).length > 0) runner.#publication.collectEverything();
    await runner.#persistently(
      () => runner.#publication.publish(),
      async () => undefined,
    );
    const facts = { stream: topology.stream, partition: log.partition, offset: runner.state.ledger.offset };
    ports.journal.info("partition_open", { ...facts, ms: ports.clock.now() - began });
    return runner;
  }

  process(batch: SourceBatch, beat: () => Promise<void>): Promise<void> {
    return this.#alone(() => this.#process(batch, beat));
  }

  tick(beat: () => Promise<void>): Promise<void> {
    return this.#alone(async () => {
      if (this.#snapshotDue()) await this.#snapshot(beat);
    });
  }

  close(clean: boolean): Promise<void> {
    return this.#alone(async () => {
      if (!clean) return;
      const beat = async (): Promise<void> => undefined;
      this.#publication.collectChanged();
      await this.#persistently(() => this.#publication.publish(), beat);
      await this.#snapshot(beat);
    });
  }

  /** Offset that the last snapshot stands for, −1 before the first; for metrics and tests. */
  get snapshotOffset(): number {
    return this.#snapshotOffset;
  }

  async #process(batch: SourceBatch, beat: () => Promise<void>): Promise<void> {
    this.#publication.reached(batch.highWatermark, this.#snapshotOffset);
    const effects = noEffects();
    const source = { topic: batch.topic, partition: batch.partition, generation: this.#generation };
    let sliceEnd = this.#ports.clock.now() + this.#settings.sliceMs;
    for (const record of batch.records) {
      if (this.#verify) this.#compare(record);
      if (record.offset <= this.state.ledger.offset) continue;
      absorbRecord(this.#topology, this.state, source, record, effects);
      this.#last = record;
      this.#publication.absorbed(record.timestamp);
      if (this.#ports.clock.now() < sliceEnd) continue;
      await this.#ports.clock.breathe();
      sliceEnd = this.#ports.clock.now() + this.#settings.sliceMs;
    }
    await beat();
    await this.#deliver(effects, beat);
    this.#ratio.note(batch.records.length, effects.deadLetters.length);
    if (this.#snapshotDue()) await this.#snapshot(beat);
  }

  async #deliver(effects: Effects, beat: () => Promise<void>): Promise<void> {
    const { rows, forwards, deadLetters } = effects;
    if (deadLetters.length > 0)
      await this.#persistently(() => this.#ports.deadLetters.send(deadLetters), beat);
    if (forwards.length > 0) await this.#persistently(() => this.#ports.forwarder.send(forwards), beat);
    if (rows.length > 0) await this.#persistently(() => this.#ports.rows.add(rows), beat);
    if (!this.#publication.due(this.#settings.publishEveryMs)) return;
    this.#publication.collectChanged();
    await this.#persistently(() => this.#publication.publish(), beat);
  }

  /** Adopts weights on offer, stores the state, commits its offset. Does nothing where nothing changed since. */
  async #snapshot(beat: () => Promise<void>): Promise<void> {
    this.#snapshotAt = this.#ports.clock.now();
    if (this.#last === undefined) return;
    this.#publication.collectChanged();
    if (this.#publication.pending) await this.#persistently(() => this.#publication.publish(), beat);
    await this.#persistently(() => this.#ports.rows.flush(), beat);
    const adopted = this.#adoptWeights();
    if (!adopted && this.state.ledger.offset === this.#snapshotOffset) return;
    const last = "digest" in this.#last ? this.#last : fingerprintOf(this.#last, this.#ports.digest);
    const head = {
      stream: this.#topology.stream,
      topic: this.#log.topic,
      partition: this.#log.partition,
      generation: this.#generation,
      last,
      format: snapshotFormat,
      createdAt: this.#ports.clock.now(),
      weights: this.state.processor.status().weights,
    };
    await this.#persistently(() => this.#snapshotter.save(this.state, head), beat);
    await this.#persistently(() => this.#log.commit(last.offset), beat);
    this.#last = last;
    this.#snapshotOffset = last.offset;
    this.#publication.reached(last.offset + 1, last.offset);
    if (!adopted) return;
    this.#publication.collectEverything();
    await this.#persistently(() => this.#publication.publish(), beat);
  }

  #compare(record: SourceRecord): void {
    this.#verify = false;
    const last = this.#last;
    if (last === undefined || !("digest" in last)) return;
    if (this.#topology.compacted && record.offset > last.offset) return;
    const found = fingerprintOf(record, this.#ports.digest);
    if (found.offset === last.offset && found.timestamp === last.timestamp && found.digest === last.digest)
      return;
    const where = `${this.#log.topic} partition ${this.#log.partition}`;
    throw new Trouble("log_replaced", `${where}: offsets up to ${last.offset} are in doubt.`, {
      retryable: false,
    });
  }

  #snapshotDue(): boolean {
    if (this.state.ledger.offset - this.#snapshotOffset >= this.#settings.snapshotEveryEvents) return true;
    return this.#ports.clock.now() - this.#snapshotAt >= this.#settings.snapshotEveryMs;
  }

  #adoptWeights(): boolean {
    const upTo = `${this.#log.topic}/${this.#log.partition}`;
    const inUse = this.state.processor.status().weights;
    let adopted = false;
    for (const offer of this.#ports.weights.offered()) {
      if (inUse[offer.kind] === offer.version || (offer.trainedUpTo[upTo] ?? -1) > this.state.ledger.offset)
        continue;
      if (!this.state.processor.adopt(offer)) continue;
      adopted = true;
      this.state.ledger.bookSwap(offer.kind, offer.version);
      const facts = {
        stream: this.#topology.stream,
        partition: this.#log.partition,
        offset: this.state.ledger.offset,
      };
      this.#ports.journal.info("weights_adopted", { ...facts, kind: offer.kind, version: offer.version });
    }
    return adopted;
  }

  /** Runs `work` after whatever is under way: batches, ticks and closing never overlap. */
  #alone(work: () => Promise<void>): Promise<void> {
    const next = this.#busy.then(work);
    this.#busy = next.catch(() => undefined);
    return next;
  }

  #persistently<T>(attempt: () => Promise<T>, beat: () => Promise<void>): Promise<T> {
    const { clock, journal } = this.#ports;
    const rule = { baseMs: this.#settings.retryBaseMs, capMs: this.#settings.retryCapMs };
    const facts = { stream: this.#topology.stream, partition: this.#log.partition };
    const report = (error: unknown, tries: number): void =>
      journal.warn("retrying", {
        ...facts,
        tries,
        error: error instanceof Error ? error.message : String(error),
      });
    return beating(retry(attempt, rule, clock, beat, report), beat, BEAT_EVERY_MS, clock);
  }
}
