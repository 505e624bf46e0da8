import { type Discrete, discrete, zipf } from "../random/discrete.ts";
import { drawBelow } from "../random/draw.ts";
import { type Random, seededRandom } from "../random/xoshiro.ts";
import type { ClickProcess, ProcessSettings } from "./click-process.ts";

/** How the determined part of a transition is shared among an item's four planted successors. */
const SUCCESSOR_WEIGHTS = [0.5, 0.25, 0.15, 0.1];

/** Exit probabilities that differ by item: between 0.5 and 1.5 times 1 / clicksPerSession. */
export const plantedExits = (random: Random, settings: ProcessSettings): Float64Array =>
  Float64Array.from({ length: settings.items }, () => (0.5 + random.unit()) / settings.clicksPerSession);

/** A distribution over `items` that mixes planted weights with a uniform rest. */
export const mixedWithUniform = (
  items: number,
  determined: number,
  planted: ReadonlyMap<number, number>,
): Discrete =>
  discrete(
    Float64Array.from({ length: items }, (_, item) => {
      return determined * (planted.get(item) ?? 0) + (1 - determined) / items;
    }),
  );

/** A Markov chain over items: each has four likely successors. No model can beat its transition matrix. */
export const orderOneProcess = (settings: ProcessSettings): ClickProcess => {
  const { seed, items, determined } = settings;
  const random = seededRandom(seed, 1);
  const rows = Array.from({ length: items }, () => {
    const successors = new Map<number, number>();
    for (const weight of SUCCESSOR_WEIGHTS) {
      let item = drawBelow(random, items);
      while (successors.has(item)) item = drawBelow(random, items);
      successors.set(item, weight);
    }
    return mixedWithUniform(items, determined, successors);
  });
  return {
    items,
    states: items,
    start: zipf(items, 1),
    exitProbability: plantedExits(random, settings),
    begin: (item) => item,
    itemOf: (state) => state,
    next: (state) => {
      const row = rows[state];
      if (row === undefined) throw new RangeError(`no state ${state}`);
      return row;
    },
    advance: (_, item) => item,
  };
};
