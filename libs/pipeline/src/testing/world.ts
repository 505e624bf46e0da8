import { absorbRecord, noEffects } from "../absorb.ts";
import type { Swap } from "../ledger.ts";
import { MemoryBroker } from "../memory/broker.ts";
import { countingTopology, type Occurrence } from "../memory/counting.ts";
import { memoryDigest } from "../memory/digest.ts";
import { type MemoryPorts, memoryPorts } from "../memory/ports.ts";
import { MemorySnapshotStore } from "../memory/snapshots.ts";
import { MemorySource } from "../memory/source.ts";
import { bytesOf } from "../memory/text.ts";
import type { PartitionPorts } from "../partition-ports.ts";
import { PartitionState } from "../partition-state.ts";
import type { PartitionLog } from "../ports.ts";
import { PartitionRunner } from "../runner.ts";
import type { PipelineSettings } from "../settings.ts";
import { pipelineDefaults } from "../settings.ts";
import type { Answer, Row, Weights } from "../topology.ts";

/** Name of the topic that a world has, with one partition. */
export const wordsTopic = "millrace.words";

/** Everything that outlives a process, and the log. */
export class World {
  readonly broker = new MemoryBroker();
  readonly store = new MemorySnapshotStore(memoryDigest);
  readonly ports: MemoryPorts = memoryPorts(this.store);
  readonly settings: PipelineSettings;
  readonly topology = countingTopology();
  readonly halts: unknown[] = [];
  readonly runners: PartitionRunner<Occurrence>[] = [];

  constructor(settings: Partial<PipelineSettings> = {}) {
    this.settings = { ...pipelineDefaults, publishEveryMs: 0, snapshotEveryEvents: 20, ...settings };
    this.broker.topic(wordsTopic, 1);
  }

  /** Appends records whose values are the texts. */
  append(texts: readonly string[]): void {
    this.broker.append(
      wordsTopic,
      0,
      texts.map((text) => ({ value: bytesOf(text) })),
    );
  }

  /** Starts a process on the log; resolves when it has read all there is, or halted. */
  async run(
    batchRecordsMax = 7,
    wrap: (ports: PartitionPorts, log: PartitionLog) => [PartitionPorts, PartitionLog] = (p, l) => [p, l],
  ): Promise<MemorySource> {
    const source = new MemorySource({
      broker: this.broker,
      stream: "words",
      topic: wordsTopic,
      groupId: "g",
      batchRecordsMax,
      onHalt: (_stream, _partition, error) => this.halts.push(error),
    });
    await source.start(async (given) => {
      const [ports, log] = wrap(this.ports, given);
      const runner = await PartitionRunner.open(this.topology, log, ports, this.settings, 0);
      this.runners.push(runner);
      return runner;
    });
    await source.settled();
    return source;
  }

  /** State of the newest process, by chunk. */
  get state(): ReadonlyMap<string, string> {
    const state = this.runners.at(-1)?.state;
    if (state === undefined) throw new Error("nothing ran");
    return bytesByChunk(state);
  }

  /** Swaps of weights that the newest process knows of. */
  get swaps(): readonly Swap[] {
    return this.runners.at(-1)?.state.ledger.swaps ?? [];
  }

  /** Code with which the newest halt came. */
  get haltCode(): unknown {
    return Reflect.get(Object(this.halts.at(-1)), "code");
  }
}

const bytesByChunk = (state: PartitionState<Occurrence>): ReadonlyMap<string, string> =>
  new Map([...state.chunks()].map((c) => [c.name, String(c.bytes())]));

/** What a plain run over the log comes to, without batches, ports or snapshots. */
export interface Reference {
  readonly state: ReadonlyMap<string, string>;
  readonly answers: ReadonlyMap<string, string>;
  /** Row of each offset that makes one. */
  readonly rows: ReadonlyMap<number, Row>;
  readonly deadLetters: readonly number[];
}

/** Absorbs the world's log record by record, taking `weights` into use where `swaps` says. */
export const reference = (
  world: World,
  swaps: readonly Swap[] = [],
  weights: readonly Weights[] = [],
): Reference => {
  const state = new PartitionState(world.topology, 0, world.settings.dedupeIdsMax);
  const effects = noEffects();
  const source = { topic: wordsTopic, partition: 0, generation: 0 };
  for (const record of world.broker.partition(wordsTopic, 0).read(0, Infinity)) {
    absorbRecord(world.topology, state, source, record, effects);
    for (const swap of swaps) {
      const taken = weights.find(({ version }) => version === swap.version);
      if (swap.offset !== record.offset || taken === undefined) continue;
      state.processor.adopt(taken);
      state.ledger.bookSwap(swap.kind, swap.version);
    }
  }
  return {
    state: bytesByChunk(state),
    answers: textsOf(state.processor.followingWeights()),
    rows: new Map(effects.rows.map((row) => [Number(row.values.offset), row])),
    deadLetters: effects.deadLetters.map(({ offset }) => offset),
  };
};

const textsOf = (answers: Iterable<Answer>): ReadonlyMap<string, string> =>
  new Map([...answers].map(({ entity, value }) => [`words/0/${entity}`, String(value)]));

/** What readers of the answers topic see. */
export const viewOf = ({ ports }: World): ReadonlyMap<string, string> =>
  new Map([...ports.answers.view].map(([name, value]) => [name, String(value)]));
