import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";
import { blended, priorWeights, type SourceScores, sources } from "./sources.ts";

/** One item that somebody could choose. */
export interface Shown {
  /** From 0, the first that is seen. */
  readonly position: number;
  readonly scores: SourceScores;
}

/** −ln of the probability that was given to what was chosen, before learning, by each rung. */
export interface ChoiceLoss {
  /** By position alone. */
  readonly position: number;
  /** By the weights that nobody learned. */
  readonly prior: number;
  /** By the learned weights. */
  readonly blend: number;
}

const STEP = 0.3;
/** Pull towards the prior with each choice. */
const PULL = 0.002;
const WEIGHT_MAX = 10;
/** How sharply scores tell choices apart. */
const SHARPNESS = 3;

/**
 * Learns how much each source is worth from what people chose among what they were shown: a conditional logit
 * (McFadden 1974), P(j) ∝ exp(3 w·x_j − b ln(1 + position_j)), one step of AdaGrad (Duchi et al. 2011) for each choice. The
 * position has a coefficient of its own, so that being shown first is not taken for being good. Weights lie in 0..10.
 * State: 2 x 10 numbers. O(shown x sources) a choice.
 */
export class BlendLearner implements Stateful {
  readonly #weights = Float64Array.from(priorWeights);
  readonly #squares = new Float64Array(sources.length + 1);
  #position = 0.5;
  #choices = 0;

  /** In the order of the sources. */
  get weights(): readonly number[] {
    return [...this.#weights];
  }

  /** Choices learned from. */
  get choices(): number {
    return this.#choices;
  }

  /** What each rung thought of a choice; undefined where there was none to make. Changes nothing. */
  judge(shown: readonly Shown[], chosen: number): ChoiceLoss | undefined {
    if (shown.length < 2 || shown[chosen] === undefined) return undefined;
    const loss = (weights: readonly number[]): number =>
      -Math.log(Math.max(1e-15, this.#probabilities(shown, weights)[chosen] ?? 0));
    return { position: loss([]), prior: loss(priorWeights), blend: loss(this.weights) };
  }

  /** Takes one step. @param chosen index into `shown`. */
  learn(shown: readonly Shown[], chosen: number): void {
    const one = shown[chosen];
    if (shown.length < 2 || one === undefined) return;
    const probabilities = this.#probabilities(shown, this.weights);
    const expected = (of: (item: Shown) => number): number =>
      shown.reduce((sum, item, j) => sum + (probabilities[j] ?? 0) * of(item), 0);
    for (let s = 0; s < sources.length; s++) {
      const of = (item: Shown): number => item.scores[s] ?? 0;
      const slope = SHARPNESS * (of(one) - expected(of));
      const weight = (this.#weights[s] ?? 0) + this.#step(s, slope);
      const prior = priorWeights[s] ?? 0;
      this.#weights[s] = Math.min(WEIGHT_MAX, Math.max(0, weight + PULL * (prior - weight)));
    }
    const slope = expected(depth) - depth(one);
    this.#position = Math.max(0, this.#position + this.#step(sources.length, slope));
    this.#choices++;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "blend", revision: this.#choices, bytes: () => this.#bytes() };
  }

  /** A blend of other sources is refused. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "blend"));
    if (r.text() !== sources.join())
      throw new StateFormatError("the blend has other sources than its snapshot");
    this.#choices = r.varint();
    this.#position = r.f64();
    r.floats(this.#weights);
    r.floats(this.#squares);
  }

  #bytes(): Uint8Array {
    const w = new ByteWriter().text(sources.join()).varint(this.#choices).f64(this.#position);
    return w.floats(this.#weights).floats(this.#squares).finish();
  }

  #step(n: number, slope: number): number {
    const squares = (this.#squares[n] ?? 0) + slope * slope;
    this.#squares[n] = squares;
    return squares > 0 ? (STEP * slope) / Math.sqrt(1 + squares) : 0;
  }

  #probabilities(shown: readonly Shown[], weights: readonly number[]): number[] {
    const utilities = shown.map(
      (item) => SHARPNESS * blended(weights, item.scores) - this.#position * depth(item),
    );
    const most = Math.max(...utilities);
    const odds = utilities.map((u) => Math.exp(u - most));
    const all = odds.reduce((sum, one) => sum + one, 0);
    return odds.map((one) => one / all);
  }
}

const depth = ({ position }: Shown): number => Math.log1p(position);

/** What is published of the blend: the weights that answer now. */
export const encodeWeights = (weights: readonly number[]): Uint8Array =>
  new ByteWriter().varint(weights.length).floats(Float64Array.from(weights)).finish();

/** Unpacks them; the prior where they are of other sources. @throws {StateFormatError} when the bytes end too early. */
export const decodeWeights = (bytes: Uint8Array): readonly number[] => {
  const r = new ByteReader(bytes);
  const length = r.varint();
  if (length !== sources.length) return priorWeights;
  const weights = new Float64Array(length);
  r.floats(weights);
  return [...weights];
};
