import type { Stateful } from "@millrace/state";
import type { ChunkToStore, Clock, Manifest, SnapshotStore, StoredChunk } from "./ports.ts";

/** Format of the snapshots written by this version; others are rebuilt from the log, never misread. */
export const snapshotFormat = 2;

/** Bytes serialised before other work of the process gets its turn. */
const BREATH_BYTES = 1 << 20;

/** A state as it was at one moment, on its way to the store. */
export interface TakenState {
  readonly chunks: readonly ChunkToStore[];
  readonly revisions: ReadonlyMap<string, number>;
}

/** Stores a partition's state, only what changed since the last time. */
export class Snapshotter {
  readonly #store: SnapshotStore;
  readonly #clock: Clock;
  readonly #known = new Map<string, { revision: number; stored: StoredChunk }>();

  constructor(store: SnapshotStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Notes that `state` is exactly what `manifest` holds, so that its chunks need not be stored again. */
  adopt(state: Stateful, manifest: Manifest): void {
    const stored = new Map(manifest.chunks.map((c) => [c.name, c]));
    for (const chunk of state.chunks()) {
      const known = stored.get(chunk.name);
      if (known !== undefined) this.#known.set(chunk.name, { revision: chunk.revision, stored: known });
    }
  }

  /** Copies what changed since the last time. The state must not change until the promise settles, and may then. */
  async take(state: Stateful): Promise<TakenState> {
    const revisions = new Map<string, number>();
    const chunks: ChunkToStore[] = [];
    let unbreathed = 0;
    for (const chunk of state.chunks()) {
      revisions.set(chunk.name, chunk.revision);
      const known = this.#known.get(chunk.name);
      if (known !== undefined && known.revision === chunk.revision) {
        chunks.push(known.stored);
        continue;
      }
      const bytes = chunk.bytes();
      chunks.push({ name: chunk.name, bytes });
      unbreathed += bytes.length;
      if (unbreathed < BREATH_BYTES) continue;
      unbreathed = 0;
      await this.#clock.breathe();
    }
    return { chunks, revisions };
  }

  /** Stores under `head` what was taken last. Nothing may be taken meanwhile. */
  async save({ chunks, revisions }: TakenState, head: Omit<Manifest, "chunks">): Promise<Manifest> {
    const manifest = await this.#store.save(head, chunks);
    this.#known.clear();
    for (const stored of manifest.chunks) {
      this.#known.set(stored.name, { revision: revisions.get(stored.name) ?? -1, stored });
    }
    return manifest;
  }
}
