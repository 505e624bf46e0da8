/** Weight of a pair that nothing was said of. @param share of a touch's mean weight; @param weights Σ over all `touches`. */
export const missingWeight = (share: number, weights: number, touches: number): number =>
  share * (touches > 0 ? weights / touches : 1);
