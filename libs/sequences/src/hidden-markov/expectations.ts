import type { HiddenMarkovModel, IndexedSessions } from "./model.ts";

/** Expected counts of one pass of Baum-Welch: the E step adds them up session by session, the M step divides. */
export class Expectations {
  readonly #items: readonly string[];
  readonly #states: number;
  readonly #start: Float64Array;
  readonly #transition: Float64Array;
  readonly #exit: Float64Array;
  readonly #visits: Float64Array;
  readonly #emission: Float64Array;
  readonly #shares: Float64Array;
  readonly #gaps: Float64Array;
  readonly #gapMs: Float64Array;
  #alpha = new Float64Array(0);
  #scale = new Float64Array(0);
  readonly #beta: Float64Array;
  readonly #before: Float64Array;
  readonly #ahead: Float64Array;

  constructor(items: readonly string[], states: number) {
    this.#items = items;
    this.#states = states;
    this.#start = new Float64Array(states);
    this.#transition = new Float64Array(states * states);
    this.#exit = new Float64Array(states);
    this.#visits = new Float64Array(states);
    this.#emission = new Float64Array((items.length + 1) * states);
    this.#shares = new Float64Array(items.length + 1);
    this.#gaps = new Float64Array(states);
    this.#gapMs = new Float64Array(states);
    this.#beta = new Float64Array(states);
    this.#before = new Float64Array(states);
    this.#ahead = new Float64Array(states);
  }

  /** Forgets all counts. */
  clear(): void {
    for (const counts of [this.#start, this.#transition, this.#exit, this.#visits, this.#emission])
      counts.fill(0);
    for (const counts of [this.#shares, this.#gaps, this.#gapMs]) counts.fill(0);
  }

  /** The E step over all sessions. @returns their natural log likelihood. */
  collect(model: HiddenMarkovModel, sessions: IndexedSessions): number {
    let sum = 0;
    for (let s = 0; s + 1 < sessions.starts.length; s++) sum += this.#session(model, sessions, s);
    return sum;
  }

  /** The M step. @param smoothing see `BaumWelchOptions`. */
  model(smoothing: number): HiddenMarkovModel {
    const k = this.#states;
    const total = this.#shares.reduce((sum, count) => sum + count, 0);
    const classes = this.#shares.length;
    const emission = new Float32Array(this.#emission.length);
    for (let i = 0; i < classes; i++) {
      // The unknown item has the share that one click on it would give it.
      const share = ((this.#shares[i] ?? 0) + (i === 0 ? 1 : 0)) / (total + 1);
      for (let j = 0; j < k; j++) {
        const added = smoothing * classes * share;
        emission[i * k + j] =
          ((this.#emission[i * k + j] ?? 0) + added) / ((this.#visits[j] ?? 0) + smoothing * classes);
      }
    }
    const transition = new Float32Array(k * k);
    const exit = new Float32Array(k);
    for (let j = 0; j < k; j++) {
      let leaves = (this.#exit[j] ?? 0) + 0.01;
      for (let to = 0; to < k; to++) leaves += (this.#transition[j * k + to] ?? 0) + 0.01;
      for (let to = 0; to < k; to++)
        transition[j * k + to] = ((this.#transition[j * k + to] ?? 0) + 0.01) / leaves;
      exit[j] = ((this.#exit[j] ?? 0) + 0.01) / leaves;
    }
    const begun = this.#start.reduce((sum, count) => sum + count + 0.01, 0);
    return {
      states: k,
      items: this.#items,
      start: Float32Array.from(this.#start, (count) => (count + 0.01) / begun),
      transition,
      exit,
      emission,
      dwellMs: Float32Array.from(this.#gapMs, (ms, j) => ms / Math.max(1e-9, this.#gaps[j] ?? 0)),
    };
  }

  #session(model: HiddenMarkovModel, sessions: IndexedSessions, s: number): number {
    const { clicks, starts, ended } = sessions;
    const from = starts[s] ?? 0;
    const length = (starts[s + 1] ?? 0) - from;
    if (length === 0) return 0;
    const isEnded = ended[s] === 1;
    const logLikelihood = this.#forward(model, clicks, from, length, isEnded);
    this.#backward(model, sessions, from, length, isEnded);
    return logLikelihood;
  }

  /** α scaled to sum to 1 at every click; the scales' logarithms are the likelihood. */
  #forward(
    model: HiddenMarkovModel,
    clicks: Int32Array,
    from: number,
    length: number,
    isEnded: boolean,
  ): number {
    const k = this.#states;
    if (this.#alpha.length < length * k) {
      this.#alpha = new Float64Array(length * k * 2);
      this.#scale = new Float64Array(length * 2);
    }
    const [alpha, scale] = [this.#alpha, this.#scale];
    let logLikelihood = 0;
    for (let t = 0; t < length; t++) {
      const row = (clicks[from + t] ?? 0) * k;
      let total = 0;
      for (let j = 0; j < k; j++) {
        let reached = t === 0 ? (model.start[j] ?? 0) : 0;
        if (t > 0)
          for (let i = 0; i < k; i++)
            reached += (alpha[(t - 1) * k + i] ?? 0) * (model.transition[i * k + j] ?? 0);
        const value = reached * (model.emission[row + j] ?? 0);
        alpha[t * k + j] = value;
        total += value;
      }
      scale[t] = Math.max(total, 1e-300);
      for (let j = 0; j < k; j++) alpha[t * k + j] = (alpha[t * k + j] ?? 0) / (scale[t] ?? 1);
      logLikelihood += Math.log(scale[t] ?? 1);
    }
    if (!isEnded) return logLikelihood;
    let end = 0;
    for (let j = 0; j < k; j++) end += (alpha[(length - 1) * k + j] ?? 0) * (model.exit[j] ?? 0);
    return logLikelihood + Math.log(Math.max(end, 1e-300));
  }

  /** β from the last click back; every expected count falls out on the way. */
  #backward(
    model: HiddenMarkovModel,
    { clicks, gapMs }: IndexedSessions,
    from: number,
    length: number,
    isEnded: boolean,
  ): void {
    const k = this.#states;
    const [alpha, scale, beta, before] = [this.#alpha, this.#scale, this.#beta, this.#before];
    const ahead = this.#ahead;
    for (let j = 0; j < k; j++) beta[j] = isEnded ? (model.exit[j] ?? 0) : 1;
    for (let t = length - 1; t >= 0; t--) {
      const index = clicks[from + t] ?? 0;
      let total = 0;
      for (let j = 0; j < k; j++) total += (alpha[t * k + j] ?? 0) * (beta[j] ?? 0);
      const norm = 1 / Math.max(total, 1e-300);
      this.#shares[index] = (this.#shares[index] ?? 0) + 1;
      const gap = gapMs[from + t] ?? Number.NaN;
      for (let j = 0; j < k; j++) {
        const here = (alpha[t * k + j] ?? 0) * (beta[j] ?? 0) * norm;
        this.#visits[j] = (this.#visits[j] ?? 0) + here;
        this.#emission[index * k + j] = (this.#emission[index * k + j] ?? 0) + here;
        if (t === 0) this.#start[j] = (this.#start[j] ?? 0) + here;
        if (t === length - 1 && isEnded) this.#exit[j] = (this.#exit[j] ?? 0) + here;
        if (gap >= 0) {
          this.#gaps[j] = (this.#gaps[j] ?? 0) + here;
          this.#gapMs[j] = (this.#gapMs[j] ?? 0) + here * gap;
        }
      }
      if (t === 0) return;
      // ξ(i, j) ∝ α(i) a_ij b_j β(j); its sum over j is the likelihood of what follows, from i.
      for (let j = 0; j < k; j++) ahead[j] = (model.emission[index * k + j] ?? 0) * (beta[j] ?? 0);
      let all = 0;
      for (let i = 0; i < k; i++) {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += (model.transition[i * k + j] ?? 0) * (ahead[j] ?? 0);
        before[i] = sum / (scale[t] ?? 1);
        all += (alpha[(t - 1) * k + i] ?? 0) * sum;
      }
      const share = 1 / Math.max(all, 1e-300);
      for (let i = 0; i < k; i++) {
        const reached = (alpha[(t - 1) * k + i] ?? 0) * share;
        for (let j = 0; j < k; j++) {
          const at = i * k + j;
          this.#transition[at] =
            (this.#transition[at] ?? 0) + reached * (model.transition[at] ?? 0) * (ahead[j] ?? 0);
        }
      }
      beta.set(before);
    }
  }
}
