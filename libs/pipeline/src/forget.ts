import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import type { SourceRecord } from "./record.ts";

/** Header that marks a record of a stream's topic as a request to forget somebody, not an event. */
export const forgetHeader = "millrace-forget";

/** Whom to forget. It stands on the partition's own log, so that a replay forgets at the same place. */
export interface Forget {
  readonly userId: string;
  /** Sessions that are known to be the user's. */
  readonly sessionIds: readonly string[];
}

/** Value of a record that asks for it. */
export const encodeForget = ({ userId, sessionIds }: Forget): Uint8Array => {
  const w = new ByteWriter().text(userId).varint(sessionIds.length);
  for (const sessionId of sessionIds) w.text(sessionId);
  return w.finish();
};

/** What a record asks to forget; undefined for an event, and for what only looks like a request. */
export const forgetOf = (record: SourceRecord): Forget | undefined => {
  // Of nearly all records the value is not needed here, and some make it when it is asked for.
  if (record.headers[forgetHeader] === undefined) return undefined;
  const { value } = record;
  if (value === null) return undefined;
  try {
    const r = new ByteReader(value);
    const userId = r.text();
    const sessionIds = Array.from({ length: Math.min(r.varint(), value.length) }, () => r.text());
    return r.done ? { userId, sessionIds } : undefined;
  } catch (error) {
    if (error instanceof StateFormatError) return undefined;
    throw error;
  }
};
