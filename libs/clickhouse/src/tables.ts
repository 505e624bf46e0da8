/** Tables of events, kept for a while: their rows carry `appended_at`. */
export const historyTables = ["baskets", "clicks", "reviews", "readings", "dead_letters", "scores"] as const;

/** Every table that Millrace has. Identifiers in statements come from here and from nowhere else. */
export const tables = [
  ...historyTables,
  "items",
  "model_swaps",
  "snapshots",
  "snapshot_chunks",
  "generations",
  "audit",
  "migrations",
] as const;

/** A table of events. */
export type HistoryTable = (typeof historyTables)[number];

/** One of the tables. */
export type Table = (typeof tables)[number];

const known: ReadonlySet<string> = new Set(tables);

/** Whether `name` is one of the tables. */
export const isTable = (name: string): name is Table => known.has(name);
