import type { ItemsetMiner } from "./miner.ts";

/** Rank that an item which was taken out of a basket gets when the rest is shown: 1 is best. */
export interface CompletionRanks {
  readonly popularity: number;
  /** By the greatest confidence of any rule (of at least `minCount` baskets) from an item of the rest; after those without a rule, by popularity. */
  readonly rules: number;
}

/**
 * Predicts the hidden item of a basket from the others, for test-then-train scoring. Full ranking over all items but
 * those shown; ties go to the item seen first. Cost: O(items + partners of the shown items); the counts of pairs, which
 * cost most, are looked up only where they could matter for the rank. Changes no state.
 */
export class BasketCompletion {
  readonly #miner: ItemsetMiner;
  #scores = new Float64Array(0);

  constructor(miner: ItemsetMiner) {
    this.#miner = miner;
  }

  /** Ranks of `hidden` given `shown`; Infinity while the item is unknown. */
  ranks(shown: readonly string[], hidden: string): CompletionRanks {
    const miner = this.#miner;
    const target = miner.slot(hidden);
    if (target < 0) return { popularity: Number.POSITIVE_INFINITY, rules: Number.POSITIVE_INFINITY };
    const slots = shown.map((id) => miner.slot(id)).filter((slot) => slot >= 0);
    const targetScore = this.#confidence(slots, target);
    const targetCount = miner.count(target);
    this.#score(slots, targetScore);
    const scores = this.#scores;
    let popularity = 1;
    let rules = 1;
    for (let slot = 0; slot < miner.itemSlots; slot++) {
      const score = scores[slot] ?? 0;
      if (score < 0 || slot === target) continue;
      const count = miner.count(slot);
      const moreOften = count > targetCount || (count === targetCount && slot < target);
      if (moreOften) popularity++;
      if (score > targetScore || (score === targetScore && moreOften)) rules++;
    }
    return { popularity, rules };
  }

  /** Greatest confidence of a rule from one of `slots` to `target`; 0 without any. */
  #confidence(slots: readonly number[], target: number): number {
    const miner = this.#miner;
    let greatest = 0;
    for (const slot of slots) {
      const both = miner.pairCount(slot, target);
      if (both >= miner.minCount) greatest = Math.max(greatest, both / miner.count(slot));
    }
    return greatest;
  }

  /**
   * Fills the scratch scores: confidence, 0 without a rule, −1 for what is shown. Only whether a score is below, at or
   * above `targetScore` is exact: a confidence is at most count(partner) / count(slot), and any at all is above 0.
   */
  #score(slots: readonly number[], targetScore: number): void {
    const miner = this.#miner;
    if (this.#scores.length < miner.itemSlots) this.#scores = new Float64Array(miner.itemSlots * 2);
    else this.#scores.fill(0, 0, miner.itemSlots);
    const scores = this.#scores;
    for (const slot of slots) {
      const count = miner.count(slot);
      for (const partner of miner.frequentPartners(slot)) {
        const known = scores[partner] ?? 0;
        if (known > targetScore || miner.count(partner) / count < targetScore) continue;
        const confidence = targetScore === 0 ? 1 : miner.pairCount(slot, partner) / count;
        if (confidence > known) scores[partner] = confidence;
      }
    }
    for (const slot of slots) scores[slot] = -1;
  }
}
