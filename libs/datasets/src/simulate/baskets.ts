import type { BasketEvent } from "../event.ts";
import { type Discrete, zipf } from "../random/discrete.ts";
import { drawBelow, drawChance, drawExponential, drawPoisson, shuffle } from "../random/draw.ts";
import { seededRandom } from "../random/xoshiro.ts";
import {
  requireInteger,
  requireRange,
  SIMULATED_START_MS,
  type Simulated,
  simulatedItemId,
} from "./simulated.ts";

/** Settings of `simulateBaskets`. */
export interface BasketSimulation {
  readonly seed: number;
  /** Baskets in all; none is empty. */
  readonly baskets: number;
  /** Items that are bought by their popularity alone. @default 500 */
  readonly items?: number;
  /** Mean number of popularity draws in a basket; doubles are dropped. @default 8 (0.5 to 100) */
  readonly meanSize?: number;
  /** Exponent of Zipf's law for the popularity. @default 1 */
  readonly zipf?: number;
  /** Planted rules; each adds one further item, its companion. @default 10 (at most `items`) */
  readonly companions?: number;
  /** Planted confidences are spread evenly over this range. @default [0.4, 0.9] */
  readonly confidence?: readonly [number, number];
  /** Probability of a companion in a basket without its antecedent. @default 0.01 */
  readonly background?: number;
  /** People who buy; half of the baskets belong to one of them. @default 300 */
  readonly users?: number;
  /** Mean milliseconds between two baskets. @default 1,000 */
  readonly msBetween?: number;
  /** Milliseconds since 1970 of the first basket. @default 2024-01-01 */
  readonly startTime?: number;
}

/** One planted rule and its exact figures, as association rules define them. */
export interface PlantedRule {
  /** Id of the item whose buyers also buy the consequent. */
  readonly antecedent: string;
  readonly consequent: string;
  /** P(antecedent and consequent). */
  readonly support: number;
  /** P(consequent | antecedent). */
  readonly confidence: number;
  /** confidence / P(consequent). */
  readonly lift: number;
}

/** What simulated baskets were drawn from. */
export interface BasketTruth {
  /** Strongest support first. */
  readonly rules: readonly PlantedRule[];
  /** P(item in a basket) of the items bought by popularity, most popular first. All other pairs are independent. */
  readonly support: readonly { readonly itemId: string; readonly support: number }[];
}

interface Companion {
  readonly antecedent: number;
  readonly item: number;
  readonly confidence: number;
}

/** Rules for randomly chosen antecedents among the more popular half, whose companions are further items. */
const plant = (seed: number, items: number, rules: number, range: readonly [number, number]): Companion[] => {
  const popularHalf = Array.from({ length: Math.max(rules, Math.ceil(items / 2)) }, (_, rank) => rank);
  const antecedents = shuffle(seededRandom(seed, 20), popularHalf).slice(0, rules);
  const [low, high] = range;
  return antecedents.map((antecedent, n) => ({
    antecedent,
    item: items + n,
    confidence: low + ((high - low) * n) / Math.max(1, rules - 1),
  }));
};

const truthOf = (
  popularity: Discrete,
  meanSize: number,
  companions: readonly Companion[],
  background: number,
): BasketTruth => {
  // The number of draws is Poisson, so each item's count is Poisson too, independently of all others.
  const contains = popularity.probabilities.map((p) => 1 - Math.exp(-meanSize * p));
  const empty = companions.reduce((p) => p * (1 - background), Math.exp(-meanSize));
  const amongNonEmpty = 1 / (1 - empty);
  const rules = companions.map(({ antecedent, item, confidence }) => {
    const withAntecedent = contains[antecedent] ?? 0;
    const companion = withAntecedent * confidence + (1 - withAntecedent) * background;
    return {
      antecedent: simulatedItemId(antecedent),
      consequent: simulatedItemId(item),
      support: withAntecedent * confidence * amongNonEmpty,
      confidence,
      lift: confidence / (companion * amongNonEmpty),
    };
  });
  return {
    rules: rules.sort((a, b) => b.support - a.support),
    support: Array.from(contains, (p, rank) => ({
      itemId: simulatedItemId(rank),
      support: p * amongNonEmpty,
    })),
  };
};

/**
 * Baskets of independent items with Zipf popularity, plus planted companions: whoever buys a rule's antecedent
 * buys its companion with the rule's confidence.
 *
 * @throws {RangeError} when a setting is out of its range.
 */
export const simulateBaskets = (options: BasketSimulation): Simulated<BasketEvent, BasketTruth> => {
  const { seed, baskets, items = 500, meanSize = 8, companions: rules = 10, background = 0.01 } = options;
  const { confidence = [0.4, 0.9], users = 300, msBetween = 1000, startTime = SIMULATED_START_MS } = options;
  requireInteger("baskets", baskets, 1);
  requireInteger("items", items, 1, 1_000_000);
  requireInteger("companions", rules, 0, items);
  requireRange("meanSize", meanSize, 0.5, 100);
  requireRange("background", background, 0, 1);
  const popularity = zipf(items, options.zipf ?? 1);
  const companions = plant(seed, items, rules, confidence);

  function* events(): Generator<BasketEvent, void, undefined> {
    const random = seededRandom(seed, 21);
    let time = startTime;
    for (let n = 0; n < baskets; ) {
      const bought = new Set<number>();
      for (let draws = drawPoisson(random, meanSize); draws > 0; draws--) bought.add(popularity.draw(random));
      for (const rule of companions) {
        const p = bought.has(rule.antecedent) ? rule.confidence : background;
        if (drawChance(random, p)) bought.add(rule.item);
      }
      if (bought.size === 0) continue;
      time += Math.max(1, Math.round(drawExponential(random, msBetween)));
      const owner = drawChance(random, 0.5) ? { userId: `sim-user-${drawBelow(random, users)}` } : {};
      yield { id: `sim-${seed}-basket-${n++}`, time, ...owner, items: Array.from(bought, simulatedItemId) };
    }
  }

  return { truth: truthOf(popularity, meanSize, companions, background), events };
};
