import type { ItemEvent } from "../event.ts";
import { drawBelow, drawChance } from "../random/draw.ts";
import { seededRandom } from "../random/xoshiro.ts";
import { requireInteger, simulatedItemId } from "./simulated.ts";

/** Settings of `simulateItems`. */
export interface ItemSimulation {
  readonly seed: number;
  /** Number of items; their ids are those of the other simulators. */
  readonly items: number;
}

const CATEGORIES: readonly (readonly [category: string, nouns: readonly string[]])[] = [
  ["kitchen", ["kettle", "pan", "grater", "teapot", "whisk"]],
  ["garden", ["rake", "trowel", "hose", "planter", "lantern"]],
  ["music", ["guitar", "cable", "microphone", "drum", "stand"]],
  ["office", ["lamp", "chair", "notebook", "stapler", "shelf"]],
  ["sports", ["racket", "bottle", "mat", "helmet", "rope"]],
];
const QUALITIES = ["small", "large", "red", "blue", "oak", "steel", "folding", "quiet", "light", "sturdy"];

/** A catalogue: title, description, one category, a price of 2 to 100, 19 in 20 available. In order of id. */
export function* simulateItems(options: ItemSimulation): Generator<ItemEvent, void, undefined> {
  const { seed, items } = options;
  requireInteger("items", items, 1);
  const random = seededRandom(seed, 40);
  const pick = <T>(values: readonly T[], otherwise: T): T =>
    values[drawBelow(random, values.length)] ?? otherwise;
  for (let index = 0; index < items; index++) {
    const [category, nouns] = pick(CATEGORIES, ["kitchen", ["kettle"]] as const);
    const noun = pick(nouns, "kettle");
    const [first, second] = [pick(QUALITIES, "small"), pick(QUALITIES, "red")];
    yield {
      itemId: simulatedItemId(index),
      title: `${first} ${noun} no. ${index + 1}`,
      description: `A ${first} and ${second} ${noun} for ${category}.`,
      categories: [category],
      price: Math.round(200 + random.unit() * 9_800) / 100,
      available: drawChance(random, 0.95),
    };
  }
}
