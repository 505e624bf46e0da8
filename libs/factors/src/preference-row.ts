import type { Gram } from "./gram.ts";
import type { Side } from "./side.ts";

/** What one row's update needs beside the rows. */
export interface PreferenceProblem {
  /** Pull of the row towards 0, as a share of all that it is weighed by; see `pullOf`. */
  readonly lambda: number;
  /** Weight c of each pair that nothing was said of. */
  readonly missing: number;
  /** How many preferences each one in the row's list stands for; above 1 where a cap has pushed others out. */
  readonly standsFor: number;
  /** Rows on the opposite side, those of peers included. */
  readonly opposites: number;
  /** What peers' users add to the row, summed (see `PreferencePeers`); undefined where there are no peers. */
  readonly peers?: Float32Array;
}

/** Places among the sums that peers add to a row: Σ w, then Σ w q by factor, then Σ (w − c) q qᵀ by its lower triangle. */
export const peerSumsLength = (factors: number): number => 1 + factors + (factors * (factors + 1)) / 2;

/**
 * λ times everything that a row is weighed by: Σ w of what was said and c for each of the `pairs` that could have been (Rendle,
 * Krichene, Zhang & Koren 2022, eq. 4 with ν = 1). So the same λ suits rows of two and of a thousand preferences, few
 * items and many, and weights of any unit.
 */
export const pullOf = (lambda: number, weights: number, missing: number, pairs: number): number =>
  lambda * (weights + missing * pairs);

const noPeers = new Float32Array();

const triangle = (k: number, f: number, m: number): number =>
  1 + k + (f >= m ? (f * (f + 1)) / 2 + m : (m * (m + 1)) / 2 + f);

/** Σ_{m≠f} p_m A_mf for what peers add. */
const peersPull = (peers: Float32Array, p: Float32Array, at: number, f: number, k: number): number => {
  let sum = 0;
  for (let m = 0; m < k; m++) if (m !== f) sum += (p[at + m] ?? 0) * (peers[triangle(k, f, m)] ?? 0);
  return sum;
};

/**
 * One pass of coordinate descent over a row p (He et al. 2016, eq. 12, with one weight c for all that is missing):
 *
 *   p_f = (Σ_R (w − (w − c) r̂_f) q_f − c Σ_{m≠f} p_m S_mf) / (Σ_R (w − c) q_f² + c S_ff + λ)
 *
 * where r̂_f is the prediction without factor f: each step is the exact minimum over one coordinate, so the objective
 * never rises. O(n k + k²) for n preferences. One instance is scratch space for one row at a time.
 */
export class PreferenceRow {
  readonly #k: number;
  readonly #length: number;
  readonly #features: Float64Array;
  readonly #predicted: Float64Array;
  readonly #weights: Float64Array;

  /** @param listMax most preferences of a row. */
  constructor(factors: number, listMax: number) {
    this.#k = factors;
    // Not a power of two: equal offsets of all rows would otherwise fight for one set of the cache.
    this.#length = listMax + 8;
    this.#features = new Float64Array(factors * this.#length);
    this.#predicted = new Float64Array(this.#length);
    this.#weights = new Float64Array(this.#length);
  }

  /** Updates the row in `slot`, and `own`, the sum over its side. A row without preferences decays towards 0. */
  update(side: Side, slot: number, own: Gram, opposite: Side, gram: Gram, problem: PreferenceProblem): void {
    const k = this.#k;
    const { data, width } = side.rows;
    const at = slot * width;
    const n = this.#gather(side, slot, opposite);
    const { missing: c, standsFor } = problem;
    const x = this.#features;
    const length = this.#length;
    const predicted = this.#predicted;
    const weights = this.#weights;
    const peers = problem.peers ?? noPeers;
    let all = peers[0] ?? 0;
    for (let j = 0; j < n; j++) {
      const w = (weights[j] ?? 0) * standsFor;
      weights[j] = w;
      all += w;
    }
    // A row that nothing is known of, among nobody, keeps still.
    const lambda = Math.max(1e-9, pullOf(problem.lambda, all, c, problem.opposites));
    own.shift(data, at, -1);
    // One pass over the row's preferences a factor: it takes the former factor's step into the predictions, too.
    let step = 0;
    for (let f = 0; f < k; f++) {
      const start = f * length;
      const before = f === 0 ? start : start - length;
      const p = data[at + f] ?? 0;
      let missed = 0;
      for (let m = 0; m < k; m++) missed += (data[at + m] ?? 0) * (gram.sums[m * k + f] ?? 0);
      const square = gram.sums[f * k + f] ?? 0;
      let above = -c * (missed - p * square);
      let below = c * square + lambda;
      if (peers.length > 0) {
        above += (peers[1 + f] ?? 0) - peersPull(peers, data, at, f, k);
        below += peers[triangle(k, f, f)] ?? 0;
      }
      for (let j = 0; j < n; j++) {
        const q = x[start + j] ?? 0;
        const w = weights[j] ?? 0;
        const known = (predicted[j] ?? 0) + step * (x[before + j] ?? 0);
        predicted[j] = known;
        const wq = (w - c) * q;
        above += w * q - wq * (known - p * q);
        below += wq * q;
      }
      const next = Math.fround(above / below);
      step = next - p;
      data[at + f] = next;
    }
    own.shift(data, at, 1);
    side.table.mark(slot);
  }

  /** What this row's preferences add to the same row of peers. O(n k²). */
  sums(side: Side, slot: number, opposite: Side, { missing: c, standsFor }: PreferenceProblem): Float32Array {
    const k = this.#k;
    const n = this.#gather(side, slot, opposite);
    const x = this.#features;
    const sums = new Float32Array(peerSumsLength(k));
    const length = this.#length;
    for (let j = 0; j < n; j++) sums[0] = (sums[0] ?? 0) + (this.#weights[j] ?? 0) * standsFor;
    for (let f = 0; f < k; f++) {
      let above = 0;
      for (let j = 0; j < n; j++) above += (this.#weights[j] ?? 0) * standsFor * (x[f * length + j] ?? 0);
      sums[1 + f] = above;
      for (let m = 0; m <= f; m++) {
        let sum = 0;
        for (let j = 0; j < n; j++)
          sum +=
            ((this.#weights[j] ?? 0) * standsFor - c) * (x[f * length + j] ?? 0) * (x[m * length + j] ?? 0);
        sums[triangle(k, f, m)] = sum;
      }
    }
    return sums;
  }

  /** Copies what the row's preferences point to, by factor, and predicts each; how many there are. */
  #gather(side: Side, slot: number, opposite: Side): number {
    const list = side.prune(slot, opposite);
    const own = side.rows.data;
    const from = slot * side.rows.width;
    const { data, width } = opposite.rows;
    const k = this.#k;
    const length = this.#length;
    const x = this.#features;
    for (let j = 0; j < list.size; j++) {
      const at = (list.slots[j] ?? 0) * width;
      let sum = 0;
      for (let f = 0; f < k; f++) {
        const q = data[at + f] ?? 0;
        x[f * length + j] = q;
        sum += (own[from + f] ?? 0) * q;
      }
      this.#predicted[j] = sum;
      this.#weights[j] = list.ratings[j] ?? 0;
    }
    return list.size;
  }
}
