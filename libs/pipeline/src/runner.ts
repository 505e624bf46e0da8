import { absorbRecord, DeadLetterRatio, noEffects } from "./absorb.ts";
import { Background } from "./background.ts";
import { deliver, deliverRows } from "./deliver.ts";
import { fingerprintOf, requireSameLog } from "./fingerprint.ts";
import type { PartitionPorts } from "./partition-ports.ts";
import { PartitionState } from "./partition-state.ts";
import { persistently } from "./persistently.ts";
import type { Fingerprint, Manifest, PartitionHandler, PartitionLog } from "./ports.ts";
import { Publication } from "./publication.ts";
import type { SourceBatch, SourceRecord } from "./record.ts";
import { type Restored, restore } from "./restore.ts";
import { type Beat, beating, noBeat } from "./retry.ts";
import type { PipelineSettings } from "./settings.ts";
import { SnapshotSchedule } from "./snapshot-schedule.ts";
import { Snapshotter, snapshotFormat, type TakenState } from "./snapshotter.ts";
import type { Topology } from "./topology.ts";
import { adoptWeights } from "./weights.ts";

const BEAT_EVERY_MS = 1_000;

/**
 * The commit path of one partition: absorb a batch, deliver what it caused, now and then store the state and then
 * commit the offset that it stands for. Nothing else is ever committed. Once a call has failed, the state may hold
 * what was never delivered, so it is never stored again: open the partition anew.
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
  #failed = false;
  #verify: boolean;
  readonly #openedHigh: number;
  /** The snapshot that is being stored while records are absorbed, if any. */
  readonly #storing = new Background();
  readonly #schedule: SnapshotSchedule;

  private constructor(
    topology: Topology<E>,
    log: PartitionLog,
    ports: PartitionPorts,
    settings: PipelineSettings,
    generation: number,
    restored: Restored<PartitionState<E>>,
  ) {
    const { state, manifest, verify, high } = restored;
    this.#topology = topology;
    this.#log = log;
    this.#ports = ports;
    this.#settings = settings;
    this.#generation = generation;
    this.state = state;
    this.#last = manifest?.last;
    this.#verify = verify;
    this.#openedHigh = high;
    this.#snapshotter = new Snapshotter(ports.store, ports.clock);
    if (manifest !== undefined) this.#snapshotter.adopt(state, manifest);
    this.#ratio = new DeadLetterRatio(settings.deadLetterRatioMax, settings.deadLetterWindowEvents);
    this.#schedule = new SnapshotSchedule(ports.clock, settings, manifest?.last.offset ?? -1);
    const whose = { stream: topology.stream, partition: log.partition, generation, state };
    this.#publication = new Publication({ ...whose, ...ports, everyMs: settings.publishEveryMs });
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
    const plan = {
      stream: topology.stream,
      generation,
      format: snapshotFormat,
      log,
      store: ports.store,
      journal: ports.journal,
      fresh: () => new PartitionState(topology, log.partition, settings.dedupeIdsMax),
      fill: (state: PartitionState<E>, chunks: ReadonlyMap<string, Uint8Array>) => state.restore(chunks),
    };
    const at = { stream: topology.stream, partition: log.partition };
    const restored = await persistently(() => restore(plan), ports, settings, at, noBeat);
    const runner = new PartitionRunner(topology, log, ports, settings, generation, restored);
    // A crash may have come between a swap of weights and the publication of what it changed.
    if (Object.keys(restored.manifest?.weights ?? {}).length > 0)
      runner.#publication.add(runner.state.processor.followingWeights());
    await runner.#publish(noBeat);
    const ms = ports.clock.now() - began;
    ports.journal.info("partition_open", { ...at, offset: runner.state.ledger.offset, ms });
    return runner;
  }

  process(batch: SourceBatch, beat: Beat): Promise<void> {
    return this.#alone(() => this.#process(batch, beat), beat);
  }

  tick(beat: Beat): Promise<void> {
    const work = async (): Promise<void> => {
      const { behind, heavyDue, due } = this.#publication;
      if (!this.#verify && (behind || heavyDue) && due) await this.#publishAll(beat);
      if (this.#schedule.due(this.state.ledger.offset)) await this.#snapshot(beat);
    };
    return this.#alone(work, beat);
  }

  settle(): Promise<void> {
    return this.#stored(noBeat);
  }

  async close(clean: boolean): Promise<void> {
    const work = async (): Promise<void> => {
      await this.#stored(noBeat);
      if (!clean || this.#verify) return;
      await this.#publishAll(noBeat, true);
      await this.#snapshot(noBeat);
      await this.#stored(noBeat);
    };
    if (this.#failed) await this.#storing.settle().catch(() => undefined);
    else await this.#alone(work, noBeat);
  }

  /** Of the last snapshot, −1 before the first. */
  get snapshotOffset(): number {
    return this.#schedule.offset;
  }

  async #process(batch: SourceBatch, beat: Beat): Promise<void> {
    const { clock } = this.#ports;
    const { topic, partition, records } = batch;
    this.#publication.reached(batch.highWatermark);
    const effects = noEffects();
    const source = { topic, partition, generation: this.#generation };
    const persist = (attempt: () => Promise<void>): Promise<void> => this.#persist(attempt, beat);
    let [absorbed, sliceEnd] = [0, clock.now() + this.#settings.sliceMs];
    for (const record of records) {
      this.#compareOnce(record);
      if (record.offset <= this.state.ledger.offset) continue;
      absorbRecord(this.#topology, this.state, source, record, effects);
      this.#last = record;
      this.#publication.absorbed(record.timestamp);
      absorbed++;
      if (effects.many) await deliverRows(effects, this.#ports, persist);
      if (clock.now() < sliceEnd) continue;
      await clock.breathe();
      sliceEnd = clock.now() + this.#settings.sliceMs;
    }
    await beat();
    await deliver(effects, this.#ports, this.#topology.stream, partition, persist);
    if (this.#publication.due) await this.#publishAll(beat);
    this.#ratio.note(absorbed, effects.deadLetters.length);
    if (this.#schedule.due(this.state.ledger.offset)) await this.#snapshot(beat);
  }

  /**
   * Copies the state with the newest weights, and stores it and commits its offset while further records are absorbed, but
   * waits for the one before, so that an outage pauses the partition. Does nothing where nothing changed since.
   */
  async #snapshot(beat: Beat): Promise<void> {
    const { clock, digest, weights, journal } = this.#ports;
    await this.#stored(beat);
    this.#schedule.begun(this.state.ledger.offset);
    // Before the first record is compared, the log may be another one.
    if (this.#last === undefined || this.#verify) return;
    const moved = this.state.ledger.offset !== this.#schedule.offset;
    // Everything that the old weights said goes out before new ones are taken: a replay says the same again.
    if (moved) await this.#publishAll(beat, true);
    // Readers may know answers up to the end of the log as it was at the start, and pass over what is said about
    // earlier offsets: new weights, which change every answer, have to wait until that is behind.
    const { stream } = this.#topology;
    const { topic, partition } = this.#log;
    const adopter = { stream, partition, inUse: this.state.processor.status().weights };
    const offers = this.state.ledger.offset + 1 < this.#openedHigh ? [] : weights.offered(adopter);
    const adopted = adoptWeights(this.state, offers, stream, this.#log, journal);
    if (!adopted && !moved) return;
    const last = "digest" in this.#last ? this.#last : fingerprintOf(this.#last, digest);
    const place = { stream, topic, partition, generation: this.#generation };
    const inUse = this.state.processor.status().weights;
    const head = { ...place, last, format: snapshotFormat, createdAt: clock.now(), weights: inUse };
    this.#last = last;
    const taken = await this.#snapshotter.take(this.state);
    this.#storing.begin(() => this.#store(taken, head, beat));
    if (!adopted) return;
    // Nothing is said with new weights before it is certain that every later life takes them at this very offset.
    await this.#stored(beat);
    this.#publication.add(this.state.processor.followingWeights());
    await this.#publish(beat);
  }

  /** Rows before the snapshot, that before the commit which names it. In no hurry while nobody waits. */
  async #store(taken: TakenState, head: Omit<Manifest, "chunks">, beat: Beat): Promise<void> {
    await this.#persist(() => this.#ports.rows.flush(true), beat);
    await this.#persist(() => this.#snapshotter.save(taken, head), beat);
    await this.#persist(() => this.#log.commit(head.last.offset), beat);
    this.#schedule.stored(head.last.offset);
  }

  /** Waits for the snapshot that is being stored, if any, whose rows then wait for no company. */
  async #stored(beat: Beat): Promise<void> {
    if (this.#storing.busy) await this.#persist(() => this.#ports.rows.flush(), beat);
    await this.#storing.settle();
  }

  /** Whether this is the log that the state was made from shows at the first record. */
  #compareOnce(record: SourceRecord): void {
    const last = this.#last;
    if (!this.#verify || last === undefined || !("digest" in last)) return;
    requireSameLog(record, last, this.#log, this.#topology.compacted, this.#ports.digest);
    this.#verify = false;
  }

  #publishAll(beat: Beat, heavy = this.#publication.heavyDue): Promise<void> {
    this.#publication.collect(heavy);
    return this.#publication.behind ? this.#publish(beat) : Promise.resolve();
  }

  #publish(beat: Beat): Promise<void> {
    return this.#persist(() => this.#publication.publish(this.#schedule.offset), beat);
  }

  /** Runs `work` after whatever is under way: batches, ticks and closing never overlap. */
  #alone(work: () => Promise<void>, beat: Beat): Promise<void> {
    const next = this.#busy.then(async () => {
      if (this.#failed) throw new Error("a partition that failed must be opened anew");
      try {
        this.#storing.check();
        await beating(work(), beat, BEAT_EVERY_MS, this.#ports.clock);
      } catch (error) {
        this.#failed = true;
        throw error;
      }
    });
    this.#busy = next.catch(() => undefined);
    return next;
  }

  #persist<T>(attempt: () => Promise<T>, beat: Beat): Promise<T> {
    const at = { stream: this.#topology.stream, partition: this.#log.partition };
    return persistently(attempt, this.#ports, this.#settings, at, beat);
  }
}
