import { seededRandom } from "@millrace/datasets";

/** What to draw. */
export interface ZipfBaskets {
  readonly seed: number;
  /** Different items. */
  readonly items: number;
  /** Mean items in a basket, all different. */
  readonly meanSize: number;
}

/** A basket before it is put on the wire. Items are numbers as text, so that programs that count integers can read them. */
export interface DrawnBasket {
  readonly id: string;
  readonly time: number;
  readonly userId: string;
  readonly items: readonly string[];
}

const SIZE_SIGMA = 0.5;
const SIZE_MAX = 60;
const USERS = 20_000;
/** Each item has so many companions that are bought with it. */
const COMPANIONS = 6;
const COMPANION_SHARE = 0.25;
const TRIES_MAX = 200;
const START_MS = 1_735_689_600_000;
const MS_BETWEEN = 13_000;

/**
 * Baskets without end: sizes log-normal, items by Zipf's law, every fourth further item one of six companions of an
 * item that is in the basket already. The same process that benchmarks of other engines were run on.
 */
export function* zipfBaskets({
  seed,
  items,
  meanSize,
}: ZipfBaskets): Generator<DrawnBasket, never, undefined> {
  const random = seededRandom(seed, 70);
  const below = (n: number): number => Math.floor(random.unit() * n);
  const cumulative = new Float64Array(items);
  let sum = 0;
  for (let rank = 0; rank < items; rank++) {
    sum += 1 / (rank + 1);
    cumulative[rank] = sum;
  }
  const popular = (): number => {
    const wanted = random.unit() * sum;
    let low = 0;
    let high = items - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  const companions = Int32Array.from({ length: items * COMPANIONS }, popular);
  const mu = Math.log(meanSize) - SIZE_SIGMA ** 2 / 2;
  for (let n = 0; ; n++) {
    const size = Math.min(SIZE_MAX, Math.max(1, Math.round(Math.exp(mu + SIZE_SIGMA * normal()))));
    const drawn: number[] = [];
    for (let tries = 0; drawn.length < Math.min(size, items); tries++) {
      const near = drawn.length > 0 && tries < TRIES_MAX && random.unit() < COMPANION_SHARE;
      const from = (drawn[below(drawn.length)] ?? 0) * COMPANIONS + below(COMPANIONS);
      const item = near ? (companions[from] ?? 0) : popular();
      if (!drawn.includes(item)) drawn.push(item);
    }
    yield {
      id: `b${seed}-${n}`,
      time: START_MS + n * MS_BETWEEN,
      userId: `c${below(USERS)}`,
      items: drawn.map(String),
    };
  }
}
