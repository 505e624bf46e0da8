import {
  type ChunkToStore,
  type Manifest,
  type SnapshotStore,
  type StoredChunk,
  Trouble,
} from "@millrace/pipeline";
import { inScope, readChunks, type Scope, sha256, writeChunks } from "./chunk-table.ts";
import type { Engine } from "./engine.ts";
import { decodeManifest, encodeManifest } from "./manifest-codec.ts";
import { type CollectorSettings, collectSnapshots } from "./snapshot-collector.ts";

/** Limits of a {@link ClickHouseSnapshotStore}. */
export interface SnapshotStoreSettings extends CollectorSettings {
  /** Saves of one partition between two deletions of what is no longer needed. */
  readonly collectEverySaves: number;
  /** Bytes of chunks written for one partition after which deletion does not wait for that many saves. */
  readonly collectEveryBytes: number;
}

/** Values for production. */
export const snapshotStoreDefaults: SnapshotStoreSettings = {
  manifestsKept: 3,
  chunkAgeMsMin: 60_000,
  collectEverySaves: 16,
  collectEveryBytes: 128 << 20,
};

/** What this store knows of one partition. */
interface Known {
  /** Hashes that are stored for certain: those of the manifest saved or loaded last. */
  hashes: ReadonlySet<string>;
  saves: number;
  bytes: number;
}

/**
 * Snapshots in ClickHouse. Chunks are stored by hash, then the manifest that names them, so that a manifest never
 * names what is not there. One store may serve any number of partitions at once; calls for one partition must not
 * overlap.
 */
export class ClickHouseSnapshotStore implements SnapshotStore {
  readonly #engine: Engine;
  readonly #settings: SnapshotStoreSettings;
  readonly #known = new Map<string, Known>();

  constructor(engine: Engine, settings: SnapshotStoreSettings = snapshotStoreDefaults) {
    this.#engine = engine;
    this.#settings = settings;
  }

  /** Also those that are due to be deleted. @throws {Trouble} */
  async list(
    stream: string,
    topic: string,
    partition: number,
    generation: number,
  ): Promise<readonly Manifest[]> {
    const rows = await this.#engine.query<{ manifest: string; checksum: string }>(
      `SELECT manifest, checksum FROM snapshots FINAL WHERE ${inScope} AND generation = {generation:UInt32}
       ORDER BY offset DESC`,
      { stream, topic, partition, generation },
    );
    return rows.flatMap(({ manifest, checksum }) => {
      const decoded = sha256(manifest) === checksum ? decodeManifest(manifest) : undefined;
      return decoded === undefined ? [] : [decoded];
    });
  }

  /** Memory: the chunks. @throws {Trouble} snapshot_corrupt */
  async load(manifest: Manifest): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = await readChunks(this.#engine, manifest, manifest.chunks);
    const chunks = new Map<string, Uint8Array>();
    for (const { name, hash } of manifest.chunks) {
      const bytes = found.get(hash);
      if (bytes === undefined) throw corrupt(manifest, `Chunk ${name} is missing or changed.`);
      chunks.set(name, bytes);
    }
    this.#of(manifest).hashes = new Set(found.keys());
    return chunks;
  }

  /** Cost: the bytes of chunks that changed, plus some 100 for each chunk of the manifest. @throws {Trouble} */
  async save(head: Omit<Manifest, "chunks">, chunks: readonly ChunkToStore[]): Promise<Manifest> {
    const known = this.#of(head);
    const fresh = new Map<string, Uint8Array>();
    const stored = chunks.map((chunk): StoredChunk => {
      if (!("bytes" in chunk)) {
        if (!known.hashes.has(chunk.hash)) throw new Error(`chunk ${chunk.name} was never stored`);
        return { name: chunk.name, hash: chunk.hash, size: chunk.size };
      }
      const hash = sha256(chunk.bytes);
      if (!known.hashes.has(hash)) fresh.set(hash, chunk.bytes);
      return { name: chunk.name, hash, size: chunk.bytes.length };
    });
    await writeChunks(this.#engine, head, fresh);
    const { stream, topic, partition, generation, createdAt } = head;
    const manifest: Manifest = { ...head, chunks: stored };
    const text = encodeManifest(manifest);
    const key = { stream, topic, partition, generation, offset: head.last.offset };
    await this.#engine.insert("snapshots", [
      { ...key, created_at: createdAt, manifest: text, checksum: sha256(text) },
    ]);
    known.hashes = new Set(stored.map((chunk) => chunk.hash));
    known.saves++;
    for (const bytes of fresh.values()) known.bytes += bytes.length;
    await this.#collectWhereDue(head, known);
    return manifest;
  }

  /** Generation of a stream's state; 0 before the first reset by hand. @throws {Trouble} */
  async generation(stream: string): Promise<number> {
    const rows = await this.#engine.query<{ generation: number }>(
      "SELECT max(generation) AS generation FROM generations WHERE stream = {stream:String}",
      { stream },
    );
    return rows[0]?.generation ?? 0;
  }

  /** Makes all snapshots of a stream unread from now on; returns its new generation. @throws {Trouble} */
  async raiseGeneration(stream: string): Promise<number> {
    const generation = (await this.generation(stream)) + 1;
    await this.#engine.insert("generations", [{ stream, generation }]);
    return generation;
  }

  async #collectWhereDue(saved: Omit<Manifest, "chunks">, known: Known): Promise<void> {
    const { collectEverySaves, collectEveryBytes } = this.#settings;
    if (known.saves < collectEverySaves && known.bytes < collectEveryBytes) return;
    known.saves = 0;
    known.bytes = 0;
    await collectSnapshots(this.#engine, saved, this.#settings);
  }

  #of({ stream, topic, partition }: Scope): Known {
    const key = JSON.stringify([stream, topic, partition]);
    let known = this.#known.get(key);
    if (known === undefined) {
      // Half way to the first deletion: also a process that never lives long enough for a whole round cleans up.
      known = { hashes: new Set(), saves: Math.floor(this.#settings.collectEverySaves / 2), bytes: 0 };
      this.#known.set(key, known);
    }
    return known;
  }
}

const corrupt = ({ stream, topic, partition, last }: Manifest, detail: string): Trouble =>
  new Trouble(
    "snapshot_corrupt",
    `${stream}, ${topic} partition ${partition}, offset ${last.offset}: ${detail}`,
    {
      retryable: false,
    },
  );
