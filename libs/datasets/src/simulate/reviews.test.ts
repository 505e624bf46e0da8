import { describe, expect, it } from "vitest";
import { NEGATIVE_WORDS, POSITIVE_WORDS } from "./review-text.ts";
import { simulateReviews } from "./reviews.ts";

const HALF_STARS = new Set([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);

describe("simulateReviews", () => {
  it("rates around the planted score, in halves, and nobody rates an item twice", () => {
    const { truth, events } = simulateReviews({ seed: 1, reviews: 8000 });
    const pairs = new Set<string>();
    let [squared, inside, bare] = [0, 0, 0];
    for (const { userId, itemId, rating = Number.NaN } of events()) {
      pairs.add(`${userId} ${itemId}`);
      if (!HALF_STARS.has(rating)) throw new Error(`no rating: ${rating}`);
      const score = truth.score(Number(userId.slice(9)), Number(itemId.slice(4)));
      bare += (rating - truth.mean) ** 2;
      // Near the ends of the scale the clamp takes part of the noise away.
      if (score < 1.5 || score > 4) continue;
      squared += (rating - score) ** 2;
      inside++;
    }
    expect(pairs.size).toBe(8000);
    const rmse = Math.sqrt(squared / inside);
    const expected = Math.sqrt(truth.noise ** 2 + 0.25 / 12); // noise, and rounding to halves
    expect(rmse).toBeCloseTo(expected, 1);
    expect(Math.sqrt(bare / 8000)).toBeGreaterThan(1.4 * rmse);
  });

  it("praises in the texts of high ratings, negations taken into account", () => {
    const { events } = simulateReviews({ seed: 2, reviews: 4000, withText: 1 });
    let [right, told] = [0, 0];
    for (const { rating = 3, text = "" } of events()) {
      if (rating > 2 && rating < 4) continue;
      let tone = 0;
      for (const [, negation, word] of text.matchAll(/is (not |never |hardly )?(\w+)\./g)) {
        const sign = POSITIVE_WORDS.includes(word ?? "") ? 1 : NEGATIVE_WORDS.includes(word ?? "") ? -1 : 0;
        tone += negation === undefined ? sign : -sign;
      }
      if (tone === 0) continue;
      told++;
      if (tone > 0 === rating > 3) right++;
    }
    expect(told).toBeGreaterThan(1000);
    expect(right / told).toBeGreaterThan(0.9);
  });

  it("repeats itself", () => {
    const simulated = simulateReviews({ seed: 3, reviews: 100 });
    expect([...simulated.events()]).toEqual([...simulated.events()]);
  });
});
