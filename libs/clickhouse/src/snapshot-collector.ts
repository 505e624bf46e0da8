import { deleteChunks, inBackground, inScope, type Scope, scopeParameters } from "./chunk-table.ts";
import type { Engine } from "./engine.ts";
import { decodeManifest } from "./manifest-codec.ts";

/** What is kept of old snapshots. */
export interface CollectorSettings {
  /** Manifests kept per partition and generation. */
  readonly manifestsKept: number;
  /** Age under which a chunk stays in any case, ms: its manifest may still be on its way. */
  readonly chunkAgeMsMin: number;
}

/**
 * Deletes what no reader needs: manifests of the scope beyond the newest of `generation`, manifests of older
 * generations, and chunks that no manifest left names. Another process may own the scope meanwhile (a zombie does not
 * know that it is one): so the chunks are listed before the manifests, young chunks stay, and the deletion itself
 * repeats the condition on age, which spares a chunk that is written anew in between.
 * @throws {Trouble}
 */
export const collectSnapshots = async (
  engine: Engine,
  scope: Scope,
  generation: number,
  settings: CollectorSettings,
): Promise<void> => {
  const parameters = scopeParameters(scope);
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
  const mine = manifests.filter((row) => row.generation === generation);
  const oldest = mine[settings.manifestsKept - 1] ?? mine.at(-1);
  const floor = oldest?.offset ?? 0;
  const isKept = (row: { generation: number; offset: number }): boolean =>
    row.generation > generation || (row.generation === generation && row.offset >= floor);
  const kept = new Set<string>();
  for (const row of manifests.filter(isKept)) {
    for (const { hash } of decodeManifest(row.manifest)?.chunks ?? []) kept.add(hash);
  }
  if (!manifests.every(isKept)) {
    await engine.command(
      `ALTER TABLE snapshots DELETE WHERE ${inScope} AND
       (generation < {generation:UInt32} OR (generation = {generation:UInt32} AND offset < {floor:UInt64}))
       ${inBackground}`,
      { ...parameters, generation, floor },
    );
  }
  await deleteChunks(
    engine,
    scope,
    kept,
    writtenBefore,
    candidates.map((row) => row.hash),
  );
};
