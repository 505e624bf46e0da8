import { createHash } from "node:crypto";
import type { StoredChunk } from "@millrace/pipeline";
import type { Engine, Parameters } from "./engine.ts";

/** Characters of base64 in one insert or one answer. */
const TRANSFER_MAX = 8 << 20;

/** Chunks in one statement that names them. */
const NAMES_MAX = 2_000;

/** Whose snapshots. */
export interface Scope {
  readonly stream: string;
  readonly topic: string;
  readonly partition: number;
}

/** Condition on the columns of a {@link Scope}, with its values as {@link scopeParameters}. */
export const inScope =
  "stream = {stream:String} AND topic = {topic:String} AND partition = {partition:UInt16}";

/** Ends a deletion so that nobody waits for it. */
export const inBackground = "SETTINGS lightweight_deletes_sync = 0";

/** Values for {@link inScope}. */
export const scopeParameters = ({ stream, topic, partition }: Scope): Parameters => ({
  stream,
  topic,
  partition,
});

/** SHA-256, hexadecimal. */
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** Writes chunks by their hashes. Writing one again changes nothing but its time. @throws {Trouble} */
export const writeChunks = async (
  engine: Engine,
  scope: Scope,
  chunks: ReadonlyMap<string, Uint8Array>,
): Promise<void> => {
  const { stream, topic, partition } = scope;
  let lines: string[] = [];
  let size = 0;
  for (const [hash, bytes] of chunks) {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    lines.push(JSON.stringify({ stream, topic, partition, hash, size: bytes.length, data }));
    size += data.length;
    if (size < TRANSFER_MAX) continue;
    await engine.insertLines("snapshot_chunks", lines);
    lines = [];
    size = 0;
  }
  await engine.insertLines("snapshot_chunks", lines);
};

/** The bytes of those chunks that are there and match their hashes, by hash. @throws {Trouble} */
export const readChunks = async (
  engine: Engine,
  scope: Scope,
  chunks: readonly StoredChunk[],
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const found = new Map<string, Uint8Array>();
  for (const hashes of portions(chunks)) {
    const rows = await engine.query<{ hash: string; data: string }>(
      `SELECT hash, data FROM snapshot_chunks WHERE ${inScope} AND hash IN {hashes:Array(String)}`,
      { ...scopeParameters(scope), hashes },
      { maxMs: 60_000 },
    );
    for (const { hash, data } of rows) {
      const { buffer, byteOffset, byteLength } = Buffer.from(data, "base64");
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      if (sha256(bytes) === hash) found.set(hash, bytes);
    }
  }
  return found;
};

/** Hashes in groups of bounded transfer. */
function* portions(chunks: readonly StoredChunk[]): Generator<readonly string[]> {
  const sizes = new Map(chunks.map((chunk) => [chunk.hash, chunk.size]));
  let hashes: string[] = [];
  let size = 0;
  for (const [hash, bytes] of sizes) {
    hashes.push(hash);
    size += (bytes * 4) / 3;
    if (size < TRANSFER_MAX && hashes.length < NAMES_MAX) continue;
    yield hashes;
    hashes = [];
    size = 0;
  }
  if (hashes.length > 0) yield hashes;
}

/**
 * Deletes chunks that were written before `writtenBefore` (engine's time, ms) and are named by none of `kept`.
 * @throws {Trouble}
 */
export const deleteChunks = async (
  engine: Engine,
  scope: Scope,
  kept: ReadonlySet<string>,
  writtenBefore: number,
  candidates: readonly string[],
): Promise<void> => {
  const doomed = candidates.filter((hash) => !kept.has(hash) && /^[0-9a-f]{64}$/.test(hash));
  for (let from = 0; from < doomed.length; from += NAMES_MAX) {
    // Hexadecimal, as just checked: too many to travel as parameters of a statement that is not a query.
    const names = doomed.slice(from, from + NAMES_MAX).join("','");
    await engine.command(
      `DELETE FROM snapshot_chunks WHERE ${inScope} AND hash IN ('${names}')` +
        ` AND toUnixTimestamp64Milli(written_at) < {writtenBefore:Int64} ${inBackground}`,
      { ...scopeParameters(scope), writtenBefore },
    );
  }
};
