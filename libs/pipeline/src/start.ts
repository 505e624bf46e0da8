import { Trouble, type TroubleCode } from "./errors.ts";
import type { Manifest, Marks } from "./ports.ts";

/** Where a newly assigned partition goes on. */
export type Start =
  /** Nothing was absorbed yet, or all is still in the log: begin at its low mark. */
  | { readonly kind: "beginning"; readonly offset: number }
  /** Load the first manifest that can be read; re-read its last record and compare, unless retention took just that. */
  | { readonly kind: "resume"; readonly manifests: readonly Manifest[] }
  /** The log is not what was absorbed. */
  | { readonly kind: "halt"; readonly code: TroubleCode; readonly detail: string };

/** What is known before the first fetch. */
export interface StartFacts {
  readonly committed: number | undefined;
  readonly marks: Marks;
  /** Newest first. */
  readonly manifests: readonly Manifest[];
}

/**
 * Decides where to begin, before anything is fetched: the client library would reset an offset out of range in
 * silence. The committed offset is that of the last record absorbed and names the snapshot to load. A commit that
 * is missing (the process died between snapshot and commit) leaves the newest snapshot in charge; so does one that no
 * kept snapshot is old enough for (it died there time and again), since everything that a snapshot holds was delivered
 * before it was stored.
 */
export const decideStart = ({ committed, marks, manifests }: StartFacts): Start => {
  const upTo = manifests.filter((m) => committed === undefined || m.last.offset <= committed);
  const usable = upTo.length > 0 ? upTo : manifests;
  const named = usable[0];
  if (named === undefined) {
    if (committed === undefined) return { kind: "beginning", offset: marks.low };
    if (committed >= marks.high) return logBehind(committed, marks);
    if (marks.low > 0) {
      return {
        kind: "halt",
        code: "snapshots_missing",
        detail: `Offsets 0 to ${marks.low - 1} are in no snapshot and no longer in the log.`,
      };
    }
    return { kind: "beginning", offset: 0 };
  }
  const last = Math.max(named.last.offset, committed ?? -1);
  if (last >= marks.high) return logBehind(last, marks);
  return { kind: "resume", manifests: usable };
};

/** Whether a log still holds what comes after `last`; otherwise the range that is lost. */
const lostRange = (last: number, marks: Marks): readonly [from: number, to: number] | undefined =>
  marks.low > last + 1 ? [last + 1, marks.low - 1] : undefined;

/**
 * Makes sure that a log still holds the position from which a partition goes on reading, or ends right there.
 * @param next offset of the next record to read.
 * @throws {Trouble} log_behind_commit, retention_passed
 */
export const requireInRange = (topic: string, partition: number, next: number, marks: Marks): void => {
  const where = `${topic} partition ${partition}:`;
  if (next > marks.high) {
    const { code, detail } = logBehind(next - 1, marks);
    throw new Trouble(code, `${where} ${detail}`, { retryable: false });
  }
  const lost = lostRange(next - 1, marks);
  if (lost === undefined) return;
  throw new Trouble("retention_passed", `${where} Offsets ${lost[0]} to ${lost[1]} are lost.`, {
    retryable: false,
  });
};

const logBehind = (last: number, marks: Marks): Start & { readonly kind: "halt" } => ({
  kind: "halt",
  code: "log_behind_commit",
  detail: `Absorbed up to offset ${last}, but the log ends at ${marks.high - 1}; offsets ${marks.high} to ${last} are in doubt.`,
});
