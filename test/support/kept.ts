import { ClickHouseSnapshotStore, type Engine, openEngine } from "@millrace/clickhouse";
import { type Manifest, PartitionState, type Topology } from "@millrace/pipeline";

/** Does something with the embedded engine of a stack that does not run, and closes it. */
export const withEngine = async <T>(dataDir: string, use: (engine: Engine) => Promise<T>): Promise<T> => {
  const engine = await openEngine({ database: "millrace", dataDir });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
};

/** A partition's newest snapshot and the state in it. */
export interface KeptState<E> {
  readonly manifest: Manifest;
  /** SHA-256 of each chunk. */
  readonly chunks: ReadonlyMap<string, string>;
  readonly state: PartitionState<E>;
}

/** Loads a partition's newest snapshot. @throws where there is none */
export const keptState = async <E>(
  engine: Engine,
  topology: Topology<E>,
  topic: string,
  partition: number,
  dedupeIdsMax: number,
): Promise<KeptState<E>> => {
  const store = new ClickHouseSnapshotStore(engine);
  const [manifest] = await store.list(topology.stream, topic, partition, 0);
  if (manifest === undefined) throw new Error(`no snapshot of ${topic} partition ${partition}`);
  const state = new PartitionState(topology, partition, dedupeIdsMax);
  state.restore(await store.load(manifest));
  return { manifest, chunks: new Map(manifest.chunks.map(({ name, hash }) => [name, hash])), state };
};
