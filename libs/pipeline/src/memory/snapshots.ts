import { Trouble } from "../errors.ts";
import type { ChunkToStore, Digest, Manifest, SnapshotStore, StoredChunk } from "../ports.ts";

/** What is held for one partition. */
interface Shelf {
  /** By generation, newest first. */
  readonly manifests: Map<number, Manifest[]>;
  readonly chunks: Map<string, Uint8Array>;
}

/** Snapshots in memory. Outlives whoever uses it, as a store must; bytes are copied in and out. */
export class MemorySnapshotStore implements SnapshotStore {
  readonly #digest: Digest;
  readonly #kept: number;
  readonly #shelves = new Map<string, Shelf>();
  readonly #generations = new Map<string, number>();
  /** Chunks written so far, for looking into. */
  written = 0;

  /** @param kept manifests kept per partition and generation */
  constructor(digest: Digest, kept = 3) {
    this.#digest = digest;
    this.#kept = kept;
  }

  async list(
    stream: string,
    topic: string,
    partition: number,
    generation: number,
  ): Promise<readonly Manifest[]> {
    return [...(this.#shelf({ stream, topic, partition }).manifests.get(generation) ?? [])];
  }

  async load(manifest: Manifest): Promise<ReadonlyMap<string, Uint8Array>> {
    const { chunks } = this.#shelf(manifest);
    const loaded = new Map<string, Uint8Array>();
    for (const { name, hash } of manifest.chunks) {
      const bytes = chunks.get(hash);
      if (bytes === undefined || this.#digest(bytes) !== hash) {
        const detail = `Offset ${manifest.last.offset}: chunk ${name} is missing or changed.`;
        throw new Trouble("snapshot_corrupt", detail, { retryable: false });
      }
      loaded.set(name, bytes.slice());
    }
    return loaded;
  }

  async save(head: Omit<Manifest, "chunks">, chunks: readonly ChunkToStore[]): Promise<Manifest> {
    const shelf = this.#shelf(head);
    const manifest: Manifest = { ...head, chunks: chunks.map((chunk) => this.#store(shelf, chunk)) };
    const others = (shelf.manifests.get(head.generation) ?? []).filter(
      (m) => m.last.offset !== head.last.offset,
    );
    const all = [...others, manifest].sort((a, b) => b.last.offset - a.last.offset);
    // Those ahead may be unreadable, with the state gone back behind them: they do not count against this one.
    const upToThis = all.filter((m) => m.last.offset <= head.last.offset);
    const wanted = new Set([...all.slice(0, this.#kept), ...upToThis.slice(0, this.#kept)]);
    const kept = all.filter((m) => wanted.has(m));
    for (const generation of shelf.manifests.keys()) {
      if (generation < head.generation) shelf.manifests.delete(generation);
    }
    shelf.manifests.set(head.generation, kept);
    const named = new Set([...shelf.manifests.values()].flat().flatMap((m) => m.chunks.map((c) => c.hash)));
    for (const hash of shelf.chunks.keys()) if (!named.has(hash)) shelf.chunks.delete(hash);
    return manifest;
  }

  /** Generation of a stream's state; 0 before the first reset by hand. */
  async generation(stream: string): Promise<number> {
    return this.#generations.get(stream) ?? 0;
  }

  /** Makes all snapshots of a stream unread from now on; returns its new generation. */
  async raiseGeneration(stream: string): Promise<number> {
    const raised = (this.#generations.get(stream) ?? 0) + 1;
    this.#generations.set(stream, raised);
    return raised;
  }

  /** Hashes of the chunks held for a partition. */
  held(stream: string, topic: string, partition: number): readonly string[] {
    return [...this.#shelf({ stream, topic, partition }).chunks.keys()];
  }

  /** Replaces the bytes of a stored chunk, as a broken disk would; takes it away without `bytes`. */
  tamper(manifest: Manifest, hash: string, bytes?: Uint8Array): void {
    const { chunks } = this.#shelf(manifest);
    if (bytes === undefined) chunks.delete(hash);
    else chunks.set(hash, bytes.slice());
  }

  #store(shelf: Shelf, chunk: ChunkToStore): StoredChunk {
    if (!("bytes" in chunk)) {
      if (!shelf.chunks.has(chunk.hash)) throw new Error(`chunk ${chunk.name} was never stored`);
      return { name: chunk.name, hash: chunk.hash, size: chunk.size };
    }
    const hash = this.#digest(chunk.bytes);
    if (!shelf.chunks.has(hash)) {
      shelf.chunks.set(hash, chunk.bytes.slice());
      this.written++;
    }
    return { name: chunk.name, hash, size: chunk.bytes.length };
  }

  #shelf({ stream, topic, partition }: Pick<Manifest, "stream" | "topic" | "partition">): Shelf {
    const key = JSON.stringify([stream, topic, partition]);
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) {
      shelf = { manifests: new Map(), chunks: new Map() };
      this.#shelves.set(key, shelf);
    }
    return shelf;
  }
}
