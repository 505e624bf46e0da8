const TOTALS_EVERY = 32;

/**
 * Whether a count that has just come to `now` by `by` steps passes a multiple of a share of the `size` that it belongs to, the
 * size taken as the power of two below it: so something of few parts is looked at with each, one of 128 at a share of 1/8 with every
 * sixteenth, and the steps do not move while it grows.
 */
export const passesStep = (now: number, by: number, size: number, share: number): boolean => {
  const every = share * 2 ** (31 - Math.clz32(size));
  return every <= 1 || Math.floor(now / every) > Math.floor((now - by) / every);
};

/** Whether peers are told of sums over everything after so many events: at first with each, then now and then. */
export const isTimeForTotals = (events: number): boolean =>
  events < TOTALS_EVERY || events % TOTALS_EVERY === 0;

/** The share of an item that is held no more: peers forget what was said of it. */
export const nothingKnown: Uint8Array = new Uint8Array();
