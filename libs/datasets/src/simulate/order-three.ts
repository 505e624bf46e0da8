import { type Discrete, zipf } from "../random/discrete.ts";
import { shuffle } from "../random/draw.ts";
import { seededRandom } from "../random/xoshiro.ts";
import type { ClickProcess, ProcessSettings } from "./click-process.ts";
import { mixedWithUniform, plantedExits } from "./order-one.ts";

/** Settings of the process with memory. */
export interface OrderThreeSettings extends ProcessSettings {
  /** Classes of items, 2 or 3: the number of likely successors of each item. */
  readonly classes: number;
}

/**
 * A process of order three: the next item is decided by the last item and by the class of the item two clicks
 * before it. The last item alone leaves `classes` successors open, so that a chain of order one is right about
 * once in `classes`, while items × classes contexts are few enough for a small recurrent network to learn from
 * some ten thousand clicks. Before the third click, missing items count as class 0.
 */
export const orderThreeProcess = (settings: OrderThreeSettings): ClickProcess => {
  const { seed, items, determined, classes } = settings;
  const random = seededRandom(seed, 3);
  // A hidden ring: each class steps a distance of its own, so each class's map is a permutation of the items and
  // popularity stays nearly flat: nothing but memory helps.
  const ring = shuffle(
    random,
    Array.from({ length: items }, (_, item) => item),
  );
  const position = new Map(ring.map((item, at) => [item, at]));
  const steps = shuffle(
    random,
    Array.from({ length: items - 1 }, (_, step) => step + 1),
  ).slice(0, classes);
  const classOf = shuffle(
    random,
    Array.from({ length: items }, (_, item) => item % classes),
  );

  const rows = new Map<number, Discrete>();
  for (let item = 0; item < items; item++) {
    for (const [cls, step] of steps.entries()) {
      const successor = ring[((position.get(item) ?? 0) + step) % items] ?? 0;
      rows.set(item * classes + cls, mixedWithUniform(items, determined, new Map([[successor, 1]])));
    }
  }

  // state = (last item · classes + class of the one before) · classes + class of the one before that
  const itemOf = (state: number): number => Math.floor(state / (classes * classes));
  return {
    items,
    states: items * classes * classes,
    start: zipf(items, 1),
    exitProbability: plantedExits(random, settings),
    begin: (item) => item * classes * classes,
    itemOf,
    next: (state) => {
      const row = rows.get(itemOf(state) * classes + (state % classes));
      if (row === undefined) throw new RangeError(`no state ${state}`);
      return row;
    },
    advance: (state, item) =>
      (item * classes + (classOf[itemOf(state)] ?? 0)) * classes + (Math.floor(state / classes) % classes),
  };
};
