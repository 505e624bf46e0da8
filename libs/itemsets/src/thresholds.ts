import type { CountTree } from "./count-tree.ts";
import { JOINED } from "./set-pruner.ts";

/** A threshold may fall behind the wanted one by this much before sets are let go: so that few come and go. */
const SLACK = 0.9;
const SLACK_AFTER = 0.95;
/**
 * What is joined stays so down to this share of a threshold that rises with the baskets: most sets about it would be
 * joined again and again, each time from all baskets that were. Costs a tenth more sets, saves two joins of three.
 */
export const JOINED_KEPT = 0.8;
/** Counts that the middle one is estimated from, so that finding it takes no longer than a turn. */
const COUNTS_SAMPLED = 1 << 13;

/** A threshold somewhat below the wanted one, a whole number where that is one; undefined where `now` is near enough. */
export const slackened = (wanted: number, now: number): number | undefined => {
  const slack = Number.isInteger(wanted) ? Math.floor(wanted * SLACK_AFTER) : wanted * SLACK_AFTER;
  return now < SLACK * wanted && now < slack ? slack : undefined;
};

/** The middle one of the counts of joined sets, by every so many of them. */
export const middleCount = (tree: CountTree): number => {
  const counts: number[] = [];
  const step = Math.ceil(tree.nodes / COUNTS_SAMPLED);
  for (let node = 1; node < tree.nodes; node += step)
    if (tree.isHeld(node) && tree.state[node] === JOINED) counts.push(tree.count[node] ?? 0);
  return Float64Array.from(counts).sort()[counts.length >> 1] ?? 0;
};
