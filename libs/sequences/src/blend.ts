import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
  type StateSize,
} from "@millrace/state";

/** Candidates with their features, side by side. */
export interface Featured {
  readonly count: number;
  readonly width: number;
  /** `[count x width]`, row-major. */
  readonly features: Float64Array;
}

const RATE = 0.1;
const RIDGE = 1e-4;

/**
 * A softmax over candidates whose logits are linear in their features, learned online: P(c) ∝ exp(w·f(c)). The gradient of
 * the log loss is f(actual) − E f; steps by Adagrad (Duchi et al. 2011). Log probabilities of several models as
 * features make it a logarithmic opinion pool with learned weights. One weight vector for all, plus one per group of
 * each of several ways to group the situations (how long the session is, how well the last item is known), which are
 * added.
 */
export class LogLinearBlend implements Stateful {
  readonly #width: number;
  readonly #prior: Float64Array;
  readonly #weights: Float64Array;
  readonly #squares: Float64Array;
  readonly #sum: Float64Array;
  readonly #expected: Float64Array;
  #scores = new Float64Array(512);
  #learned = 0;

  constructor(prior: ArrayLike<number>, groups: number) {
    this.#width = prior.length;
    this.#prior = Float64Array.from(prior);
    this.#weights = new Float64Array(this.#width * (groups + 1));
    this.#weights.set(this.#prior);
    this.#squares = new Float64Array(this.#weights.length).fill(1);
    this.#sum = new Float64Array(this.#width);
    this.#expected = new Float64Array(this.#width);
  }

  get size(): StateSize {
    return { entries: 1, bytes: this.#weights.byteLength * 2, evictions: 0 };
  }

  /** Events learned. */
  get learned(): number {
    return this.#learned;
  }

  /** The weights that all groups share, rounded, to be shown. */
  get plainWeights(): number[] {
    return Array.from(this.#weights.subarray(0, this.#width), (weight) => Number(weight.toFixed(3)));
  }

  /** The weights in use in these groups. */
  weightsIn(groups: readonly number[]): Float64Array {
    const sum = this.#sum;
    sum.set(this.#weights.subarray(0, this.#width));
    for (const group of groups) {
      const from = (group + 1) * this.#width;
      for (let k = 0; k < this.#width; k++) sum[k] = (sum[k] ?? 0) + (this.#weights[from + k] ?? 0);
    }
    return sum;
  }

  /** Logit of each candidate; a view that the next call overwrites. O(count x width). */
  logits({ count, features }: Featured, groups: readonly number[]): Float64Array {
    if (this.#scores.length < count) this.#scores = new Float64Array(count * 2);
    const weights = this.weightsIn(groups);
    const width = this.#width;
    for (let c = 0, at = 0; c < count; c++) {
      let score = 0;
      for (let k = 0; k < width; k++) score += (weights[k] ?? 0) * (features[at++] ?? 0);
      this.#scores[c] = score;
    }
    return this.#scores;
  }

  /** One step towards the candidate that came. Changes state. O(count x width). */
  learn(featured: Featured, groups: readonly number[], actual: number): void {
    const { count, features } = featured;
    const width = this.#width;
    const scores = this.logits(featured, groups);
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < count; c++) most = Math.max(most, scores[c] ?? 0);
    const expected = this.#expected.fill(0);
    let total = 0;
    for (let c = 0, at = 0; c < count; c++) {
      const mass = Math.exp((scores[c] ?? 0) - most);
      total += mass;
      for (let k = 0; k < width; k++) expected[k] = (expected[k] ?? 0) + mass * (features[at++] ?? 0);
    }
    for (let k = 0; k < width; k++) {
      const slope = (features[actual * width + k] ?? 0) - (expected[k] ?? 0) / total;
      this.#step(k, slope, this.#prior[k] ?? 0);
      for (const group of groups) this.#step((group + 1) * width + k, slope, 0);
    }
    this.#learned++;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "weights", revision: this.#learned, bytes: () => this.encode() };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.decode(requireChunk(chunks, "weights"));
  }

  /** All that is learned. */
  encode(): Uint8Array {
    const w = new ByteWriter(this.#weights.length * 16 + 16)
      .varint(this.#weights.length)
      .varint(this.#learned);
    return w.floats(this.#weights).floats(this.#squares).finish();
  }

  /** What {@link encode} wrote. @throws {StateFormatError} where it is of another shape. */
  decode(bytes: Uint8Array): void {
    const r = new ByteReader(bytes);
    const length = r.varint();
    if (length !== this.#weights.length)
      throw new StateFormatError(`a blend of ${length} weights, not ${this.#weights.length}`);
    this.#learned = r.varint();
    r.floats(this.#weights);
    r.floats(this.#squares);
  }

  #step(at: number, slope: number, prior: number): void {
    const weight = this.#weights[at] ?? 0;
    const pulled = slope - RIDGE * (weight - prior);
    const squares = (this.#squares[at] ?? 0) + pulled * pulled;
    this.#squares[at] = squares;
    this.#weights[at] = weight + (RATE * pulled) / Math.sqrt(squares);
  }
}
