/** The pipeline's limits. Names carry their unit. */
export interface PipelineSettings {
  /** Ids remembered per partition, within which a repeated event counts once. */
  readonly dedupeIdsMax: number;
  /** Longest time between two publications of changed answers while events keep coming. */
  readonly publishEveryMs: number;
  /** Longest time between two snapshots while events keep coming. */
  readonly snapshotEveryMs: number;
  /** Most events between two snapshots. */
  readonly snapshotEveryEvents: number;
  /** Longest stretch of learning before other work of the process gets its turn. */
  readonly sliceMs: number;
  /** Share of unreadable events, within a window, above which a stream halts. */
  readonly deadLetterRatioMax: number;
  /** Events over which that share is taken. */
  readonly deadLetterWindowEvents: number;
  /** First wait after a failure. */
  readonly retryBaseMs: number;
  /** Longest wait between two attempts. */
  readonly retryCapMs: number;
}

/** Values for production. */
export const pipelineDefaults: PipelineSettings = {
  dedupeIdsMax: 100_000,
  publishEveryMs: 200,
  snapshotEveryMs: 10_000,
  snapshotEveryEvents: 100_000,
  sliceMs: 8,
  deadLetterRatioMax: 0.5,
  deadLetterWindowEvents: 10_000,
  retryBaseMs: 100,
  retryCapMs: 5_000,
};
