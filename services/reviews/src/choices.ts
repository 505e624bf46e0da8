import { Scoreboard, type Scores } from "@millrace/evaluation";
import { BlendLearner, decodeAnswerId, encodeWeights, priorWeights, type Shown } from "@millrace/ranking";
import { below, type Chunk, prefixed, type Stateful, type StateSize } from "@millrace/state";

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

  /** Weights that answer: the learned ones once they lead. */
  get weights(): readonly number[] {
    return this.#scores.champion() === "blend" ? this.#blend.weights : priorWeights;
  }

  /** The weights for publication, if they are others than at the last call. */
  changed(): Uint8Array | undefined {
    const now = this.weights.join();
    if (now === this.#told) return undefined;
    this.#told = now;
    return encodeWeights(this.weights);
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
