/** How much an item was touched lately: a mass that halves with every half-life of event time. */
export interface Heat {
  /** Mass at `time`. */
  readonly mass: number;
  /** Event time of the mass, ms since 1970. */
  readonly time: number;
}

/** What is left of a mass after `ageMs`; it does not grow before its time. A power of e takes half the time of one of ½. */
export const leftOf = (mass: number, ageMs: number, halfLifeMs: number): number =>
  ageMs <= 0 ? mass : mass * Math.exp((ageMs * -Math.LN2) / halfLifeMs);

/** Mass left at `now`; what lies after `now` does not grow. */
export const heatAt = ({ mass, time }: Heat, now: number, halfLifeMs: number): number =>
  leftOf(mass, now - time, halfLifeMs);

/** Heat after a touch of `weight` at `time`, in whatever order touches come: a late one adds what is left of it. */
export const heated = (heat: Heat, weight: number, time: number, halfLifeMs: number): Heat =>
  time >= heat.time
    ? { mass: heatAt(heat, time, halfLifeMs) + weight, time }
    : { mass: heat.mass + heatAt({ mass: weight, time }, heat.time, halfLifeMs), time: heat.time };

/**
 * An item's share of what happens now: (h + m p) / (H + m), h its heat of all heat H, p its share of all that ever
 * happened, as if m touches had come in the long run's proportions (a Dirichlet prior): one touch in a quiet hour makes
 * no trend. All shares add up to 1.
 */
export const trendOf = (heat: number, allHeat: number, share: number, prior: number): number =>
  allHeat + prior > 0 ? (heat + prior * share) / (allHeat + prior) : 0;
