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
 * never rises. With z = w − (w − c) r̂ of each preference the sum above is Σ z q_f + p_f Σ (w − c) q_f². Two factors are stepped in
 * one reading of the preferences: the first one's step changes the second one's sum by its step times Σ (w − c) q_f q_g.
 * O(n k + k²) for n preferences. One instance is scratch space for one row at a time.
 */
export class PreferenceRow {
  readonly #k: number;
  /** Where the opposite row of each preference begins: read in its place, a copy would cost as much as a pass. */
  readonly #offsets: Int32Array;
  /** z of each preference. */
  readonly #missed: Float64Array;
  readonly #weights: Float64Array;
  readonly #former: Float64Array;

  /** @param listMax most preferences of a row. */
  constructor(factors: number, listMax: number) {
    this.#k = factors;
    this.#offsets = new Int32Array(listMax);
    this.#missed = new Float64Array(listMax);
    this.#weights = new Float64Array(listMax);
    this.#former = new Float64Array(factors);
  }

  /** Updates the row in `slot`, and `own`, the sum over its side. A row without preferences decays towards 0. */
  update(side: Side, slot: number, own: Gram, opposite: Side, gram: Gram, problem: PreferenceProblem): void {
    const k = this.#k;
    const { data, width } = side.rows;
    const at = slot * width;
    const n = this.#gather(side, slot, opposite);
    const { missing: c, standsFor, peers = noPeers } = problem;
    const [z, weights, former, sums, offsets] = [
      this.#missed,
      this.#weights,
      this.#former,
      gram.sums,
      this.#offsets,
    ];
    const x = opposite.rows.data;
    let all = peers[0] ?? 0;
    for (let j = 0; j < n; j++) {
      const w = (weights[j] ?? 0) * standsFor;
      all += w;
      weights[j] = w - c;
      z[j] = w - (w - c) * (z[j] ?? 0);
    }
    // A row that nothing is known of, among nobody, keeps still.
    const lambda = Math.max(1e-9, pullOf(problem.lambda, all, c, problem.opposites));
    for (let f = 0; f < k; f++) former[f] = data[at + f] ?? 0;
    let [stepF, stepG] = [0, 0];
    for (let f = 0; f < k; f += 2) {
      const before = f === 0 ? 0 : -2;
      let aboveF = 0;
      let aboveG = 0;
      let belowF = 0;
      let belowG = 0;
      let both = 0;
      for (let j = 0; j < n; j++) {
        const from = (offsets[j] ?? 0) + f;
        const qF = x[from] ?? 0;
        const qG = x[from + 1] ?? 0;
        const v = weights[j] ?? 0;
        const moved = stepF * (x[from + before] ?? 0) + stepG * (x[from + before + 1] ?? 0);
        const rest = (z[j] ?? 0) - v * moved;
        z[j] = rest;
        const vF = v * qF;
        aboveF += qF * rest;
        aboveG += qG * rest;
        belowF += vF * qF;
        both += vF * qG;
        belowG += v * qG * qG;
      }
      stepF = this.#step(data, at, f, sums, c, lambda, peers, aboveF, belowF);
      stepG =
        f + 1 < k ? this.#step(data, at, f + 1, sums, c, lambda, peers, aboveG - stepF * both, belowG) : 0;
    }
    own.move(former, data, at);
    side.table.mark(slot);
  }

  /** What this row's preferences add to the same row of peers. O(n k²). */
  sums(side: Side, slot: number, opposite: Side, { missing: c, standsFor }: PreferenceProblem): Float32Array {
    const k = this.#k;
    const n = this.#gather(side, slot, opposite);
    const { data } = opposite.rows;
    const sums = new Float32Array(peerSumsLength(k));
    const q = (j: number, f: number): number => data[(this.#offsets[j] ?? 0) + f] ?? 0;
    const weight = (j: number): number => (this.#weights[j] ?? 0) * standsFor;
    for (let j = 0; j < n; j++) sums[0] = (sums[0] ?? 0) + weight(j);
    for (let f = 0; f < k; f++) {
      let above = 0;
      for (let j = 0; j < n; j++) above += weight(j) * q(j, f);
      sums[1 + f] = above;
      for (let m = 0; m <= f; m++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += (weight(j) - c) * q(j, f) * q(j, m);
        sums[triangle(k, f, m)] = sum;
      }
    }
    return sums;
  }

  /** Puts the minimum over one coordinate in its place; by how much it moved. @param above, below the preferences' sums. */
  #step(
    data: Float32Array,
    at: number,
    f: number,
    sums: Float64Array,
    c: number,
    lambda: number,
    peers: Float32Array,
    above: number,
    below: number,
  ): number {
    const k = this.#k;
    const p = data[at + f] ?? 0;
    const row = f * k;
    // The sum is symmetric: a row of it lies side by side, a column does not.
    let missed = 0;
    for (let m = 0; m < k; m++) missed += (data[at + m] ?? 0) * (sums[row + m] ?? 0);
    const square = sums[row + f] ?? 0;
    let over = above + p * below - c * (missed - p * square);
    let under = below + c * square + lambda;
    if (peers.length > 0) {
      over += (peers[1 + f] ?? 0) - peersPull(peers, data, at, f, k);
      under += peers[triangle(k, f, f)] ?? 0;
    }
    const next = Math.fround(over / under);
    data[at + f] = next;
    return next - p;
  }

  /** Notes where the rows are that the row's preferences point to, and predicts each; how many there are. */
  #gather(side: Side, slot: number, opposite: Side): number {
    const list = side.prune(slot, opposite);
    const own = side.rows.data;
    const from = slot * side.rows.width;
    const { data, width } = opposite.rows;
    const k = this.#k;
    const { slots, ratings, size } = list;
    const [missed, weights, offsets] = [this.#missed, this.#weights, this.#offsets];
    for (let j = 0; j < size; j++) {
      const at = (slots[j] ?? 0) * width;
      offsets[j] = at;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let f = 0;
      for (; f + 3 < k; f += 4) {
        s0 += (own[from + f] ?? 0) * (data[at + f] ?? 0);
        s1 += (own[from + f + 1] ?? 0) * (data[at + f + 1] ?? 0);
        s2 += (own[from + f + 2] ?? 0) * (data[at + f + 2] ?? 0);
        s3 += (own[from + f + 3] ?? 0) * (data[at + f + 3] ?? 0);
      }
      for (; f < k; f++) s0 += (own[from + f] ?? 0) * (data[at + f] ?? 0);
      missed[j] = s0 + s1 + (s2 + s3);
      weights[j] = ratings[j] ?? 0;
    }
    return size;
  }
}
