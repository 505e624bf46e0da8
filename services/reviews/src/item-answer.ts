import type { Answer } from "@millrace/pipeline";

/**
 * Items' rows of each model that a publication carries which is not the one of its second. Of a fast flow, every item changes again and
 * again: its row goes out once a second. Of a slow one, all go out at once.
 */
export const LIGHT_ROWS = 32;

/** What is said of an item. A row may be said later than it changed; that an item is gone is said at once. */
export const itemAnswer = (entity: string, row: Uint8Array | undefined): Answer =>
  row === undefined ? { entity, value: null } : { entity, value: row, lags: true };
