import { Scoreboard, type Scores } from "@millrace/evaluation";
import {
  BlendLearner,
  decodeAnswerId,
  encodeWeights,
  priorWeights,
  type Shown,
  type Source,
  sources,
} from "@millrace/ranking";
import { below, type Chunk, prefixed, type Stateful, type StateSize } from "@millrace/state";

/** Sources that the ranking of preferences weighs, in its order. */
const rankedSources: readonly Source[] = ["preferences", "items", "trending", "popular"];
/** What their weights add up to, beside those of the other sources. */
const SHARED_WEIGHT = 6;

/** What somebody chose out of an answer. */
export interface Choice {
  readonly answerId: string;
  /** Items that were seen, in their order; undefined where it is not said: then those of the answer. */
  readonly shown: readonly string[] | undefined;
  readonly chosen: string;
  /** Event time, ms since 1970. */
  readonly time: number;
}

/** Learns from choices how much each source of recommendations is worth; each choice is judged before it is learned. */
export class Choices implements Stateful {
  readonly #blend = new BlendLearner();
  readonly #scores = new Scoreboard({
    stream: "choices",
    ladder: ["position", "prior", "blend"],
    metrics: [{ name: "logLoss", better: "lower" }],
    rule: { minEvents: 100 },
  });
  #told = "";

  /** Takes a choice in; an answer that is not ours, or that did not have the item, says nothing. */
  absorb({ answerId, shown, chosen, time }: Choice): void {
    const answered = decodeAnswerId(answerId);
    if (answered === undefined || answered.of(chosen) === undefined) return;
    const { items, at } = seen(answered, shown, chosen);
    const loss = this.#blend.judge(items, at);
    if (loss === undefined) return;
    this.#scores.record(time, [[loss.position], [loss.prior], [loss.blend]]);
    this.#blend.learn(items, at);
  }

  /**
   * Weights that answer: those learned from choices once they lead, else those that nobody learned, with what the ranking of
   * preferences has found of its own sources. @param shares as `Preferences.shares` tells them.
   */
  weights(shares: readonly number[] | undefined): readonly number[] {
    if (this.#scores.champion() === "blend") return this.#blend.weights;
    if (shares === undefined) return priorWeights;
    const weights = [...priorWeights];
    for (const [s, source] of rankedSources.entries())
      weights[sources.indexOf(source)] = (shares[s] ?? 0) * SHARED_WEIGHT;
    return weights;
  }

  /** The weights for publication, if they are others than at the last call. @param shares as for {@link weights}. */
  changed(shares: readonly number[] | undefined): Uint8Array | undefined {
    const weights = this.weights(shares);
    const now = weights.join();
    if (now === this.#told) return undefined;
    this.#told = now;
    return encodeWeights(weights);
  }

  get scores(): Scores {
    return this.#scores.scores();
  }

  get size(): StateSize {
    return { entries: 1, bytes: 256 + this.#scores.size.bytes, evictions: 0 };
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("blend", this.#blend.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#blend.restore(below("blend", chunks));
    this.#scores.restore(below("scores", chunks));
    this.#told = "";
  }
}

/** What was seen of an answer, in its order, and where the chosen item stood. */
const seen = (
  answered: NonNullable<ReturnType<typeof decodeAnswerId>>,
  shown: readonly string[] | undefined,
  chosen: string,
): { readonly items: readonly Shown[]; readonly at: number } => {
  if (shown === undefined || !shown.includes(chosen)) {
    const items = [...answered.scores.values()].map((scores, position) => ({ position, scores }));
    return { items, at: items.findIndex(({ scores }) => scores === answered.of(chosen)) };
  }
  const items: Shown[] = [];
  let at = -1;
  for (const [position, itemId] of shown.entries()) {
    const scores = answered.of(itemId);
    if (scores === undefined) continue;
    if (itemId === chosen && at < 0) at = items.length;
    items.push({ position, scores });
  }
  return { items, at };
};
