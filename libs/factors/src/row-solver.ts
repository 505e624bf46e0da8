import { cholesky, solveUpper } from "./cholesky.ts";

const nobody = new Float32Array();

/** Numbers that {@link RowSolver.statistics} writes for k factors. */
export const statisticsLength = (factors: number): number => ((factors + 1) * (factors + 4)) / 2;

/**
 * Solves one row of the factorisation, vector and bias together, from the ratings added to it: the minimum over
 * w = [u, b] of Σ_j (t_j − w·a_j)² + λ |u|² + λ_b b², with a_j = [v_j, 1] and t_j = r_j − μ − c_j. That is
 * w = (Σ a_j a_jᵀ + Λ)⁻¹ Σ a_j t_j: Zhou et al. 2008's closed form with the bias as one more factor whose opposite is 1.
 * One instance is scratch space for one row at a time. Bytes: 8 (k + 3) (`ratingsMax` + 8).
 */
export class RowSolver {
  /** k + 1: the vector and the bias behind it. */
  readonly width: number;
  /** [u, b] after {@link solve}; `[k + 1]`, overwritten by the next. */
  readonly solution: Float64Array;
  /** Lower triangle L of the normal matrix after {@link solve}, row-major, `stride` apart. */
  readonly lower: Float64Array;
  readonly stride: number;
  readonly #lambda: number;
  readonly #biasLambda: number;
  readonly #features: Float64Array;
  readonly #length: number;
  #count = 0;

  /** @param ratingsMax most ratings added between two calls of {@link reset}. */
  constructor(factors: number, lambda: number, biasLambda: number, ratingsMax: number) {
    this.width = factors + 1;
    // One row a feature, then the targets; even, because products are taken two rows by two.
    this.stride = this.width + 1 + ((this.width + 1) & 1);
    // Not a power of two: equal offsets of all rows would otherwise fight for one set of the cache.
    this.#length = ratingsMax + 8;
    this.#features = new Float64Array(this.stride * this.#length);
    this.#features.fill(1, factors * this.#length, this.width * this.#length);
    this.lower = new Float64Array(this.stride * this.stride);
    this.solution = new Float64Array(this.width);
    this.#lambda = lambda;
    this.#biasLambda = biasLambda;
  }

  /** Ratings added since {@link reset}. */
  get count(): number {
    return this.#count;
  }

  /** Forgets the ratings. */
  reset(): void {
    this.#count = 0;
  }

  /** Adds one rating: the opposite row `[v, c]` at `at` of `rows`, and r − μ. O(k). */
  add(rows: Float32Array, at: number, centred: number): void {
    const j = this.#count++;
    const length = this.#length;
    const k = this.width - 1;
    for (let f = 0; f < k; f++) this.#features[f * length + j] = rows[at + f] ?? 0;
    this.#features[(k + 1) * length + j] = centred - (rows[at + k] ?? 0);
  }

  /** Value of factor `f` (k is the bias's constant 1) of the `j`-th rating added; `f` = k + 1 is its target. */
  feature(f: number, j: number): number {
    return this.#features[f * this.#length + j] ?? 0;
  }

  /**
   * Fills {@link solution} and {@link lower}. O(n k²/2 + k³/6).
   * @param peers what others know of the row besides: sums as {@link statistics} gives them, from `at` on.
   * @param mean μ, which is still in the targets of `peers`.
   */
  solve(peers: Float32Array = nobody, at = 0, mean = 0): void {
    this.#products();
    if (peers.length > 0) this.#join(peers, at, mean);
    const { lower, stride, width } = this;
    for (let p = 0; p < width - 1; p++) lower[p * stride + p] = (lower[p * stride + p] ?? 0) + this.#lambda;
    const last = (width - 1) * (stride + 1);
    lower[last] = (lower[last] ?? 0) + this.#biasLambda;
    cholesky(lower, width, width + 1, stride);
    solveUpper(lower, width, stride, lower.subarray(width * stride), this.solution);
  }

  /**
   * Level of the newest residuals: Σ g^a e_a / (Σ g^a + shrinkage), a = 0 for the rating added last, g = ½^(1/halfLife),
   * cut off where the weight falls below 1/128. O(7 halfLife k).
   * @param halfLife ratings; 0 gives 0.
   */
  recentResidual(halfLife: number, shrinkage: number): number {
    if (halfLife <= 0) return 0;
    const fade = 0.5 ** (1 / halfLife);
    let weight = 1;
    let weights = 0;
    let sum = 0;
    for (let j = this.#count - 1; j >= 0 && weight > 1 / 128; j--) {
      sum += weight * this.residual(j);
      weights += weight;
      weight *= fade;
    }
    return sum / (weights + shrinkage);
  }

  /**
   * Writes Σ a_j a_jᵀ (lower triangle, row by row) and Σ a_j t_j of the ratings added, `statisticsLength` numbers: all that
   * a row's minimum depends on, so that sums of several parts give the minimum over all of them. O(n k²/2).
   */
  statistics(into: Float32Array, at: number): void {
    this.#products();
    const { lower, stride, width } = this;
    let to = at;
    for (let p = 0; p <= width; p++)
      for (let q = 0; q <= Math.min(p, width - 1); q++) into[to++] = lower[p * stride + q] ?? 0;
  }

  /** t_j − w·a_j of the `j`-th rating added, for the current solution. O(k). */
  residual(j: number): number {
    let e = this.feature(this.width, j);
    for (let f = 0; f < this.width; f++) e -= (this.solution[f] ?? 0) * this.feature(f, j);
    return e;
  }

  #join(peers: Float32Array, at: number, mean: number): void {
    const { lower, stride, width } = this;
    let from = at;
    for (let p = 0; p < width; p++)
      for (let q = 0; q <= p; q++)
        lower[p * stride + q] = (lower[p * stride + q] ?? 0) + (peers[from++] ?? 0);
    // The bias's row of the matrix is Σ a_j: what μ adds to each target.
    const sums = from - width;
    const targets = width * stride;
    for (let q = 0; q < width; q++)
      lower[targets + q] = (lower[targets + q] ?? 0) + (peers[from + q] ?? 0) - mean * (peers[sums + q] ?? 0);
  }

  /** Lower triangle of F Fᵀ, F = features over ratings with the targets as last row, two rows by two at a time. */
  #products(): void {
    const x = this.#features;
    const length = this.#length;
    const { lower, stride } = this;
    const n = this.#count;
    for (let p = 0; p < stride; p += 2) {
      for (let q = 0; q <= p; q += 2) {
        let s00 = 0;
        let s01 = 0;
        let s10 = 0;
        let s11 = 0;
        const p0 = p * length;
        const q0 = q * length;
        for (let j = 0; j < n; j++) {
          const a = x[p0 + j] ?? 0;
          const b = x[p0 + length + j] ?? 0;
          const c = x[q0 + j] ?? 0;
          const d = x[q0 + length + j] ?? 0;
          s00 += a * c;
          s01 += a * d;
          s10 += b * c;
          s11 += b * d;
        }
        const at = p * stride + q;
        lower[at] = s00;
        lower[at + 1] = s01;
        lower[at + stride] = s10;
        lower[at + stride + 1] = s11;
      }
    }
  }
}
