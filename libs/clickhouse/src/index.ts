export { type AuditEntry, AuditLog } from "./audit-log.ts";
export type { Engine, InsertOptions, Parameters, QueryLimits } from "./engine.ts";
export { ClickHouseEraser } from "./eraser.ts";
export { type MigrationSettings, migrate } from "./migrate.ts";
export { type EngineSettings, openEngine } from "./open.ts";
export { type KeptAbout, PersonReader } from "./person-reader.ts";
export {
  type DeadLetterPlace,
  HistoryReader,
  type KeptAlarm,
  type KeptDeadLetter,
  type KeptDeed,
  type KeptReading,
  type KeptReview,
} from "./reader.ts";
export type { Retention } from "./retention.ts";
export {
  ClickHouseRowSink,
  type RowSinkListener,
  type RowSinkSettings,
  rowSinkDefaults,
} from "./row-sink.ts";
export {
  ClickHouseSnapshotStore,
  type SnapshotStoreSettings,
  snapshotStoreDefaults,
} from "./snapshot-store.ts";
export { stampedRows } from "./stamped-rows.ts";
export { type HistoryTable, historyTables, type Table, tables } from "./tables.ts";
