import { StateFormatError } from "@millrace/state";
import { Trouble } from "./errors.ts";
import type { Journal, Manifest, PartitionLog, SnapshotStore } from "./ports.ts";
import { decideStart, requireInRange } from "./start.ts";

/** What came out of looking at log and snapshots. */
export interface Restored<S> {
  readonly state: S;
  /** The snapshot that was loaded, if any. */
  readonly manifest: Manifest | undefined;
  /** Whether the first record fetched must be the manifest's last one. */
  readonly verify: boolean;
  /** Where the log ended: nothing beyond can have been absorbed, or published, before. */
  readonly high: number;
}

/** Where to look and how to build a state. */
export interface RestorePlan<S> {
  readonly stream: string;
  readonly generation: number;
  readonly format: number;
  readonly log: PartitionLog;
  readonly store: SnapshotStore;
  readonly journal: Journal;
  /** A state without any experience. */
  readonly fresh: () => S;
  /** @throws {StateFormatError} */
  readonly fill: (state: S, chunks: ReadonlyMap<string, Uint8Array>) => void;
}

/**
 * Brings a partition back: the snapshot that the committed offset names, or the one before it if that cannot be read,
 * and moves the fetch position to its last record.
 * @throws {Trouble} when the log is not the one that was absorbed.
 */
export const restore = async <S>(plan: RestorePlan<S>): Promise<Restored<S>> => {
  const { log, store } = plan;
  const [marks, committed, manifests] = await Promise.all([
    log.marks(),
    log.committed(),
    store.list(plan.stream, log.topic, log.partition, plan.generation),
  ]);
  const start = decideStart({
    committed,
    marks,
    manifests: manifests.filter((m) => m.format === plan.format),
  });
  if (start.kind === "halt") throw new Trouble(start.code, where(log, start.detail), { retryable: false });
  if (start.kind === "beginning") {
    log.seek(start.offset);
    return { state: plan.fresh(), manifest: undefined, verify: false, high: marks.high };
  }
  for (const manifest of start.manifests) {
    const state = await readable(plan, manifest);
    if (state === undefined) continue;
    const last = manifest.last.offset;
    requireInRange(log.topic, log.partition, last + 1, marks);
    const verify = marks.low <= last;
    log.seek(verify ? last : last + 1);
    return { state, manifest, verify, high: marks.high };
  }
  if (marks.low === 0) {
    log.seek(0);
    return { state: plan.fresh(), manifest: undefined, verify: false, high: marks.high };
  }
  throw new Trouble(
    "snapshots_missing",
    where(log, `Offsets 0 to ${marks.low - 1} are no longer in the log.`),
    { retryable: false },
  );
};

const readable = async <S>(plan: RestorePlan<S>, manifest: Manifest): Promise<S | undefined> => {
  try {
    const chunks = await plan.store.load(manifest);
    const state = plan.fresh();
    plan.fill(state, chunks);
    return state;
  } catch (error) {
    const corrupt =
      error instanceof StateFormatError || (error instanceof Trouble && error.code === "snapshot_corrupt");
    if (!corrupt) throw error;
    plan.journal.warn("snapshot_corrupt", {
      stream: plan.stream,
      partition: plan.log.partition,
      offset: manifest.last.offset,
      detail: error.message,
    });
    return undefined;
  }
};

const where = (log: PartitionLog, detail: string): string =>
  `${log.topic} partition ${log.partition}: ${detail}`;
