/**
 * Horizons, in steps, whose intervals are steered by their own errors; between them half-widths are interpolated, beyond
 * the last they grow with the root of the horizon.
 */
export const ANCHORS: readonly number[] = [1, 4, 8, 24, 48, 96];

/** Horizons for which every rung is scored and a champion is chosen, as places in {@link ANCHORS}. */
export const SCORED: readonly number[] = [0, 3, 5];

/** The farthest horizon that is scored. */
export const HORIZON_SCORED = 96;

/** Place in {@link SCORED} of the scored horizon whose champion answers at `horizon`. */
export const scoredNear = (horizon: number): number => (horizon <= 13 ? 0 : horizon <= 67 ? 1 : 2);

/**
 * Share of the next scored horizon's champion in the answer at `horizon`: 0 up to 8 steps, from there to 24 growing with
 * ln h to 1, and again from 48 to 96. Its place is `from` + 1.
 */
export const handOver = (horizon: number): { readonly from: number; readonly share: number } => {
  if (horizon <= 8) return { from: 0, share: 0 };
  if (horizon < 24) return { from: 0, share: Math.log(horizon / 8) / Math.log(3) };
  if (horizon <= 48) return { from: 1, share: 0 };
  return horizon < 96 ? { from: 1, share: Math.log(horizon / 48) / Math.log(2) } : { from: 2, share: 0 };
};

/**
 * A quantity known at the anchors, at any horizon: interpolated linearly in ln h for its logarithm; beyond the last
 * anchor it grows as √h.
 * @param at its value at an anchor, 0 or more.
 */
export const atHorizon = (horizon: number, at: (anchor: number) => number): number => {
  const last = ANCHORS.length - 1;
  const farthest = ANCHORS[last] ?? 1;
  if (horizon >= farthest) return at(last) * Math.sqrt(horizon / farthest);
  let i = 0;
  while ((ANCHORS[i + 1] ?? farthest) <= horizon) i++;
  const [near, far] = [ANCHORS[i] ?? 1, ANCHORS[i + 1] ?? farthest];
  const from = at(i);
  if (horizon === near) return from;
  const to = at(i + 1);
  const share = Math.log(horizon / near) / Math.log(far / near);
  return from > 0 && to > 0 ? from * (to / from) ** share : from + share * (to - from);
};
