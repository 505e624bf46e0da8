/** What became of an event that could be read: the model's verdict. */
export type Verdict = "applied" | "duplicate" | "late" | "throttled";

/** Every record read ends in exactly one of these; they add up to the source offsets. */
export const outcomes = ["applied", "duplicate", "late", "throttled", "dead_letter"] as const;
/** One of {@link outcomes}. */
export type Outcome = (typeof outcomes)[number];

/** How many records ended in each outcome, since the beginning of the log. */
export type OutcomeCounts = Record<Outcome, number>;

/** A count of zero for each outcome. */
export const noOutcomes = (): OutcomeCounts => ({
  applied: 0,
  duplicate: 0,
  late: 0,
  throttled: 0,
  dead_letter: 0,
});

/** A decoded event, or why it cannot be one. */
export type Decoded<E> =
  | { readonly ok: true; readonly event: E }
  | { readonly ok: false; readonly reason: string; readonly detail: string };
