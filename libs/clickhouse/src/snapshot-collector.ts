import type { Manifest } from "@millrace/pipeline";
import { deleteChunks, inBackground, inScope, scopeParameters } from "./chunk-table.ts";
import type { Engine } from "./engine.ts";
import { decodeManifest } from "./manifest-codec.ts";

/** What is kept of old snapshots. */
export interface CollectorSettings {
  /** Manifests kept per partition and generation; as many again where the state went back behind newer ones. */
  readonly manifestsKept: number;
  /** Age under which a chunk stays in any case, ms: its manifest may still be on its way. */
  readonly chunkAgeMsMin: number;
}

/**
 * Deletes what no reader needs once `saved` is stored: manifests beyond the newest of its generation, those of older
 * generations, and chunks that no manifest left names. Manifests ahead of `saved` stay too and do not count against
 * it: they may be unreadable, and the state may have gone back behind them. Another process may own the scope
 * meanwhile (a zombie does not know that it is one): so the chunks are listed before the manifests, young chunks stay,
 * and the deletion itself repeats the condition on age, which spares a chunk that is written anew in between.
 * @throws {Trouble}
 */
export const collectSnapshots = async (
  engine: Engine,
  saved: Omit<Manifest, "chunks">,
  settings: CollectorSettings,
): Promise<void> => {
  const { generation } = saved;
  const parameters = scopeParameters(saved);
  const [clock] = await engine.query<{ now: number }>("SELECT toUnixTimestamp64Milli(now64(3)) AS now");
  const writtenBefore = (clock?.now ?? 0) - settings.chunkAgeMsMin;
  const candidates = await engine.query<{ hash: string }>(
    `SELECT DISTINCT hash FROM snapshot_chunks WHERE ${inScope}
     AND toUnixTimestamp64Milli(written_at) < {writtenBefore:Int64}`,
    { ...parameters, writtenBefore },
  );
  const manifests = await engine.query<{ generation: number; offset: number; manifest: string }>(
    `SELECT generation, offset, manifest FROM snapshots FINAL WHERE ${inScope} ORDER BY generation DESC, offset DESC`,
    parameters,
  );
  const offsets = manifests.filter((row) => row.generation === generation).map((row) => row.offset);
  const keptOffsets = new Set([
    ...offsets.slice(0, settings.manifestsKept),
    ...offsets.filter((offset) => offset <= saved.last.offset).slice(0, settings.manifestsKept),
  ]);
  const isKept = (row: { generation: number; offset: number }): boolean =>
    row.generation > generation || (row.generation === generation && keptOffsets.has(row.offset));
  const kept = new Set<string>();
  for (const row of manifests.filter(isKept)) {
    for (const { hash } of decodeManifest(row.manifest)?.chunks ?? []) kept.add(hash);
  }
  if (!manifests.every(isKept)) {
    await engine.command(
      `DELETE FROM snapshots WHERE ${inScope} AND (generation < {generation:UInt32}
       OR (generation = {generation:UInt32} AND offset IN {dropped:Array(UInt64)})) ${inBackground}`,
      { ...parameters, generation, dropped: offsets.filter((offset) => !keptOffsets.has(offset)) },
    );
  }
  await deleteChunks(
    engine,
    saved,
    kept,
    writtenBefore,
    candidates.map((row) => row.hash),
  );
};
