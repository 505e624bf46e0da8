/** Which baskets count. Time is event time, in ms since 1970; the newest basket's is "now". */
export type Scope =
  /** All. */
  | { readonly kind: "landmark" }
  /** The newest `baskets` by time; among those of the same time, the last to come. */
  | { readonly kind: "window"; readonly baskets: number }
  /** Those less than `ms` older than the newest. */
  | { readonly kind: "duration"; readonly ms: number }
  /** All, each with the weight 2^(−age / halfLifeMs). */
  | { readonly kind: "decay"; readonly halfLifeMs: number };

/** Half-lives after which a basket's weight is below the rounding of the sums that it is part of. */
export const HALF_LIVES_KEPT = 60;

/**
 * Age in ms from which on a basket counts for nothing, by the time of the newest; Infinity where age alone decides
 * nothing.
 */
export const ageMaxMs = (scope: Scope): number => {
  if (scope.kind === "duration") return scope.ms;
  return scope.kind === "decay" ? scope.halfLifeMs * HALF_LIVES_KEPT : Number.POSITIVE_INFINITY;
};
