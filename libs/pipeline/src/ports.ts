import type { Forget } from "./forget.ts";
import type { SourceBatch } from "./record.ts";
import type { Answer, Forward, Json, ProcessorStatus, Row, Weights } from "./topology.ts";

/** Time, as an argument: moved by hand in tests. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Lets other work of the process run, and comes back at once. */
  breathe(): Promise<void>;
  /** Uniform in [0, 1): for jitter only. */
  random(): number;
}

/** First offset held and the one after the last. */
export interface Marks {
  readonly low: number;
  readonly high: number;
}

/** One assigned partition as its owner sees it. */
export interface PartitionLog {
  readonly topic: string;
  readonly partition: number;
  marks(): Promise<Marks>;
  /** Offset of the last record absorbed as committed to the group, if any. */
  committed(): Promise<number | undefined>;
  /** Commits the offset of the last record absorbed (not the next one). */
  commit(offset: number): Promise<void>;
  /** Moves the fetch position. */
  seek(offset: number): void;
}

/** Handles the records of one partition for as long as it is assigned. */
export interface PartitionHandler {
  /** Called one batch at a time. `beat` keeps the membership alive and is called at least every second or so. */
  process(batch: SourceBatch, beat: () => Promise<void>): Promise<void>;
  /** Called now and then while no records come: a quiet partition stores its state and takes in new weights too. */
  tick(beat: () => Promise<void>): Promise<void>;
  /** Resolves when nothing goes on behind the last call any more: afterwards what is committed stands still. */
  settle(): Promise<void>;
  /** The partition is about to go. `clean`: still ours, so finish, snapshot and commit; else forget. */
  close(clean: boolean): Promise<void>;
}

/** Records of a topic through a consumer group. */
export interface Source {
  /** Opens a handler for each partition before its first record. Resolves once the group has been joined. */
  start(open: (log: PartitionLog) => Promise<PartitionHandler>): Promise<void>;
  /** Finishes the batches under way, closes every handler cleanly and leaves the group. */
  stop(): Promise<void>;
}

/** Tells one record from any other at the same offset. */
export interface Fingerprint {
  readonly offset: number;
  readonly timestamp: number;
  /** Hash of key and value, hexadecimal. */
  readonly digest: string;
}

/** A stored piece of state, named by its content. */
export interface StoredChunk {
  readonly name: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/** What a snapshot consists of. */
export interface Manifest {
  readonly stream: string;
  readonly topic: string;
  readonly partition: number;
  /** Raised by a reset by hand; older generations are never read again. */
  readonly generation: number;
  /** The last record absorbed. */
  readonly last: Fingerprint;
  readonly format: number;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly chunks: readonly StoredChunk[];
  /** Versions of the weights named by this snapshot, by kind. */
  readonly weights: Readonly<Record<string, string>>;
}

/** A chunk to be stored, or one that is already stored under its hash. */
export type ChunkToStore = StoredChunk | { readonly name: string; readonly bytes: Uint8Array };

/** Keeps snapshots. Everything it acknowledges survives a crash of this process. */
export interface SnapshotStore {
  /** Manifests of one partition and generation, newest first; unreadable ones are left out. */
  list(stream: string, topic: string, partition: number, generation: number): Promise<readonly Manifest[]>;
  /** All chunks of a manifest, each checked against its hash. @throws {Trouble} snapshot_corrupt */
  load(manifest: Manifest): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Stores the new chunks, then the manifest; drops what no kept manifest names. Returns the manifest as stored. */
  save(manifest: Omit<Manifest, "chunks">, chunks: readonly ChunkToStore[]): Promise<Manifest>;
}

/** Takes rows and writes them in blocks. */
export interface RowSink {
  /** Resolves at once while there is room in the buffer, else when there is again. */
  add(rows: readonly Row[]): Promise<void>;
  /**
   * Resolves when everything added before the call is stored.
   * @param patient whether rows may wait for company, as long as they do anyhow: half as many inserts where nobody
   * waits for the answer. @default false
   */
  flush(patient?: boolean): Promise<void>;
}

/** Everything that readers get to know with one batch of changed answers. Applied whole. */
export interface Progress {
  readonly generation: number;
  /** Answers reflect every event up to this offset; −1 before the first. */
  readonly offset: number;
  readonly highWatermark: number;
  /** Newest event time absorbed, ms since 1970; 0 before the first. */
  readonly eventTime: number;
  /** Pairs of append time (ms) and number of events that this batch made visible. */
  readonly appended: readonly (readonly [appendedAt: number, events: number])[];
  readonly outcomes: Readonly<Record<string, number>>;
  readonly deadLetters: Readonly<Record<string, number>>;
  readonly status: ProcessorStatus;
  /**
   * Test-then-train scoreboards as plain JSON. Larger than all the rest, so they come with what is large, once a second
   * while events do (every eight where they lie far behind); absent where they were told lately.
   */
  readonly scores?: readonly object[];
  /** Offset that the last snapshot stands for; −1 before the first. */
  readonly snapshotOffset: number;
  /** When the batch was published, ms since 1970. */
  readonly publishedAt: number;
}

/** Publishes changed answers, in order per stream and partition. */
export interface AnswerPublisher {
  publish(stream: string, partition: number, answers: readonly Answer[], progress: Progress): Promise<void>;
}

/** A record that could not become an event, as it was, and why. */
export interface DeadLetter {
  readonly stream: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Append time, ms since 1970. */
  readonly timestamp: number;
  readonly reason: string;
  readonly detail: string;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, Uint8Array>>;
}

/** Keeps what was refused. */
export interface DeadLetterQueue {
  send(letters: readonly DeadLetter[]): Promise<void>;
}

/** Puts records on internal topics. */
export interface Forwarder {
  send(records: readonly Forward[]): Promise<void>;
}

/** Takes what was written about somebody out of the store. */
export interface Eraser {
  /** Removes the rows that a partition's records up to and including the offset `upTo` have caused. Idempotent. */
  erase(stream: string, partition: number, upTo: number, whom: Forget): Promise<void>;
}

/** Who asks for weights. */
export interface Adopter {
  readonly stream: string;
  readonly partition: number;
  /** Versions in use by kind. */
  readonly inUse: Readonly<Record<string, string>>;
}

/** Newest weights on offer by kind. */
export interface WeightsOnOffer {
  /** Of what comes in parts, those that the adopter does not have yet. */
  offered(to: Adopter): readonly Weights[];
}

/** Names content: SHA-256 of the parts, hexadecimal. */
export type Digest = (...parts: readonly Uint8Array[]) => string;

/** What happened, for the operators: silent in normal running. */
export interface Journal {
  info(event: string, facts: Readonly<Record<string, Json>>): void;
  warn(event: string, facts: Readonly<Record<string, Json>>): void;
  error(event: string, facts: Readonly<Record<string, Json>>): void;
}
