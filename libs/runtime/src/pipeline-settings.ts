import { type PipelineSettings, pipelineDefaults } from "@millrace/pipeline";
import type { Config } from "@millrace/service";

/** The pipeline's limits as configured. */
export const pipelineSettings = (config: Config): PipelineSettings => ({
  ...pipelineDefaults,
  dedupeIdsMax: config.dedupeIdsMax,
  publishEveryMs: config.publishEveryMs,
  snapshotEveryMs: config.snapshotEveryMs,
  snapshotEveryEvents: config.snapshotEveryEvents,
  deadLetterRatioMax: config.deadLetterRatioMax,
  deadLetterWindowEvents: config.deadLetterWindowEvents,
});
