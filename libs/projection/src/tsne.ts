import { Affinities } from "./affinities.ts";
import { NearestRows } from "./nearest.ts";
import { principalComponents, project } from "./pca.ts";
import { QuadTree } from "./quad-tree.ts";

/** How a layout is made. */
export interface TsneOptions {
  /** How many neighbours each point tries to keep. @default 30 */
  readonly perplexity?: number;
  /** @default 400 */
  readonly iterations?: number;
  /** Accuracy of the far forces, 0 (exact) to 1. @default 0.5 */
  readonly theta?: number;
}

const EXAGGERATION = 12;
const START_SPREAD = 1e-4;
const GAIN_MIN = 0.01;
/** Points whose forces are found in one step. */
const POINTS_PER_STEP = 256;

/**
 * t-SNE (van der Maaten & Hinton 2008) with Barnes-Hut forces (van der Maaten 2014), in small steps: who calls `step`
 * decides how long to go on, so a long layout need not hold anything up. It begins at the first two principal components:
 * the same rows give the same layout, to the bit.
 */
export class TsneLayout {
  /** Iterations to be made. */
  readonly iterations: number;
  readonly #n: number;
  readonly #perplexity: number;
  readonly #theta: number;
  readonly #nearest: NearestRows;
  readonly #points: Float64Array;
  readonly #speed: Float64Array;
  readonly #gains: Float64Array;
  readonly #force: Float64Array;
  readonly #out = new Float64Array(3);
  #affinities: Affinities | undefined;
  #tree: QuadTree | undefined;
  #next = 0;
  #z = 0;
  #iteration = 0;

  /** @param rows `[n x k]`, row-major; must not change while the layout is made. */
  constructor(rows: ArrayLike<number>, n: number, k: number, options: TsneOptions = {}) {
    const { perplexity = 30, iterations = 400, theta = 0.5 } = options;
    this.#n = n;
    this.#perplexity = Math.max(1, Math.min(perplexity, (n - 1) / 3));
    this.iterations = n < 2 ? 0 : iterations;
    this.#theta = theta;
    this.#nearest = new NearestRows(rows, n, k, Math.ceil(3 * this.#perplexity));
    this.#points = scaled(project(principalComponents({ rows, n, k }), rows, n));
    this.#speed = new Float64Array(2 * n);
    this.#gains = new Float64Array(2 * n).fill(1);
    this.#force = new Float64Array(2 * n);
  }

  /** Iterations made. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Whether nothing is left to do. */
  get done(): boolean {
    return this.#iteration >= this.iterations;
  }

  /** Coordinates as they are now, `[n x 2]`, a copy. */
  points(): Float64Array {
    return this.#points.slice();
  }

  /** One piece of work: one row's neighbours, O(n k), or its affinities, or the forces on a few hundred points. */
  step(): void {
    if (this.done) return;
    if (!this.#nearest.done) this.#nearest.step();
    else {
      this.#affinities ??= new Affinities(this.#nearest, this.#n, this.#perplexity);
      if (this.#affinities.done) this.#iterate(this.#affinities);
      else this.#affinities.step();
    }
  }

  #iterate(affinities: Affinities): void {
    if (this.#tree === undefined) {
      this.#tree = new QuadTree(this.#points, this.#n);
      this.#next = this.#z = 0;
    } else if (this.#next < this.#n) this.#repel(this.#tree);
    else {
      this.#move(affinities);
      this.#tree = undefined;
      this.#iteration++;
    }
  }

  #repel(tree: QuadTree): void {
    const y = this.#points;
    const end = Math.min(this.#n, this.#next + POINTS_PER_STEP);
    for (let i = this.#next; i < end; i++) {
      tree.repulsion(y[2 * i] ?? 0, y[2 * i + 1] ?? 0, this.#theta, this.#out);
      this.#force[2 * i] = this.#out[0] ?? 0;
      this.#force[2 * i + 1] = this.#out[1] ?? 0;
      this.#z += this.#out[2] ?? 0;
    }
    this.#next = end;
  }

  /** The gradient, 4 (attraction − repulsion), with momentum and a gain for each coordinate (Jacobs 1988). */
  #move(p: Affinities): void {
    const early = this.#iteration < this.iterations / 4;
    const pull = early ? EXAGGERATION : 1;
    const momentum = early ? 0.5 : 0.8;
    const rate = 4 * Math.max(10, this.#n / EXAGGERATION);
    const z = Math.max(this.#z, Number.MIN_VALUE);
    const [y, force] = [this.#points, this.#force];
    for (let i = 0; i < this.#n; i++) {
      let gx = -(force[2 * i] ?? 0) / z;
      let gy = -(force[2 * i + 1] ?? 0) / z;
      for (let at = p.starts[i] ?? 0; at < (p.starts[i + 1] ?? 0); at++) {
        const j = p.columns[at] ?? 0;
        const dx = (y[2 * i] ?? 0) - (y[2 * j] ?? 0);
        const dy = (y[2 * i + 1] ?? 0) - (y[2 * j + 1] ?? 0);
        const attraction = (pull * (p.values[at] ?? 0)) / (1 + dx * dx + dy * dy);
        gx += attraction * dx;
        gy += attraction * dy;
      }
      force[2 * i] = gx;
      force[2 * i + 1] = gy;
    }
    for (let d = 0; d < 2 * this.#n; d++) {
      const g = force[d] ?? 0;
      const onward = g > 0 !== (this.#speed[d] ?? 0) > 0;
      const gain = Math.max(GAIN_MIN, onward ? (this.#gains[d] ?? 1) + 0.2 : (this.#gains[d] ?? 1) * 0.8);
      this.#gains[d] = gain;
      this.#speed[d] = momentum * (this.#speed[d] ?? 0) - rate * gain * g;
      y[d] = (y[d] ?? 0) + (this.#speed[d] ?? 0);
    }
    centre(y, this.#n);
  }
}

/** Shrinks coordinates so that the first spreads by {@link START_SPREAD}: as if all began close together. */
const scaled = (points: Float64Array): Float64Array => {
  let squares = 0;
  for (let i = 0; i < points.length; i += 2) squares += (points[i] ?? 0) ** 2;
  const spread = Math.sqrt((2 * squares) / Math.max(1, points.length));
  return points.map((x) => (spread > 0 ? (x / spread) * START_SPREAD : 0));
};

const centre = (y: Float64Array, n: number): void => {
  let [x0, y0] = [0, 0];
  for (let i = 0; i < n; i++) {
    x0 += (y[2 * i] ?? 0) / n;
    y0 += (y[2 * i + 1] ?? 0) / n;
  }
  for (let i = 0; i < n; i++) {
    y[2 * i] = (y[2 * i] ?? 0) - x0;
    y[2 * i + 1] = (y[2 * i + 1] ?? 0) - y0;
  }
};
