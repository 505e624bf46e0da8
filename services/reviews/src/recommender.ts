import { absoluteError, Scoreboard, squaredError } from "@millrace/evaluation";
import { RATING_MAX, RATING_MIN, RatingModel } from "@millrace/factors";
import {
  type Answer,
  type Emitter,
  type Position,
  type Processor,
  type ProcessorStatus,
  type Topology,
  type Verdict,
  Watermarks,
  type Weights,
} from "@millrace/pipeline";
import { below, type Chunk, prefixed } from "@millrace/state";
import { preferenceOptions, type RecommenderOptions, ratingOptions, weightOfAction } from "./behaviour.ts";
import { Choices } from "./choices.ts";
import { decodeInteraction, type Interaction } from "./interaction.ts";
import { itemAnswer, LIGHT_ROWS } from "./item-answer.ts";
import { PeerExchange } from "./peer-exchange.ts";
import { Preferences } from "./preferences.ts";

/**
 * Ratings, clicks and baskets of users in one order → biases, factors, preferences, and what each source of recommendations is
 * worth. One partition, or several that tell each other of the items that they have in common; see docs/decisions/0004 and 0011.
 */
export const recommenderTopology = (options: RecommenderOptions): Topology<Interaction> => ({
  stream: "ratings",
  compacted: false,
  decode: decodeInteraction,
  idOf: () => undefined,
  timeOf: (interaction) => interaction.time,
  open: (partition) => new RecommenderProcessor(options, partition),
});

class RecommenderProcessor implements Processor<Interaction> {
  readonly #options: RecommenderOptions;
  readonly #model: RatingModel;
  readonly #preferences: Preferences;
  readonly #choices = new Choices();
  readonly #watermarks = new Watermarks();
  readonly #peers: PeerExchange;
  #leading = "";
  readonly #scores = new Scoreboard({
    stream: "ratings",
    ladder: ["mean", "biases", "user-knn", "item-knn", "als"],
    metrics: [
      { name: "rmse", better: "lower", mean: "root" },
      { name: "mae", better: "lower" },
    ],
  });

  constructor(options: RecommenderOptions, partition: number) {
    this.#options = options;
    this.#model = new RatingModel(ratingOptions(options));
    this.#preferences = new Preferences(preferenceOptions(options));
    const models = { rating: this.#model, liking: this.#preferences.model };
    this.#peers = new PeerExchange(models, partition, options.shared === true);
  }

  /** What was forwarded twice, since a service was killed in between, is a duplicate. */
  absorb(interaction: Interaction, _at: Position, emit: Emitter): Verdict {
    const { from, partition, offset, action } = interaction;
    if (!this.#watermarks.pass(`${from}/${partition}`, offset)) return "duplicate";
    if (interaction.forget) this.#forget(interaction.userId);
    else if (action === undefined) this.#rate(interaction);
    else this.#act(interaction, action);
    this.#peers.tell(emit);
    return "applied";
  }

  /** @param heavy false tells of a few items' rows only; the others follow within a second. */
  *drain(heavy = true): Iterable<Answer> {
    for (const userId of this.#model.changedUsers())
      yield { entity: `user/${userId}`, value: this.#model.encodeUser(userId) ?? null };
    const rows = heavy ? undefined : LIGHT_ROWS;
    for (const itemId of this.#model.changedItems(rows))
      yield itemAnswer(`item/${itemId}`, this.#model.encodeItem(itemId));
    yield { entity: "global", value: this.#model.encodeGlobal() };
    const { model } = this.#preferences;
    for (const itemId of model.changedItems(rows))
      yield itemAnswer(`liking/${itemId}`, model.encodeItem(itemId));
    for (const userId of model.changedUsers())
      yield { entity: `taste/${userId}`, value: model.encodeUser(userId) ?? null };
    yield { entity: "totals", value: model.encodeTotals() };
    const { leading } = this.#preferences;
    if (leading !== this.#leading) yield { entity: "leading", value: new TextEncoder().encode(leading) };
    this.#leading = leading;
    const weights = this.#choices.changed(this.#preferences.shares);
    if (weights !== undefined) yield { entity: "blend", value: weights };
  }

  /** What peers said last changed these items and what all items have in common; a network changes nothing that is published. */
  *followingWeights(): Iterable<Answer> {
    yield* this.#peers.changed();
    yield { entity: "global", value: this.#model.encodeGlobal() };
    yield { entity: "totals", value: this.#preferences.model.encodeTotals() };
  }

  status(): ProcessorStatus {
    return {
      sizes: {
        factors: this.#model.size,
        preferences: this.#preferences.size,
        blend: this.#choices.size,
      },
      weights: { ...this.#preferences.versions, ...this.#peers.versions },
      globals: { watermarks: this.#watermarks.all },
    };
  }

  scores(): readonly object[] {
    return [this.#scores.scores(), ...this.#preferences.scores, this.#choices.scores];
  }

  adopt(weights: Weights): boolean {
    return this.#peers.adopt(weights) || this.#preferences.adopt(weights);
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("factors", this.#model.chunks());
    yield* prefixed("preferences", this.#preferences.chunks());
    yield* prefixed("choices", this.#choices.chunks());
    yield* prefixed("watermarks", this.#watermarks.chunks());
    yield* prefixed("scores", this.#scores.chunks());
    yield* prefixed("peers", this.#peers.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#model.restore(below("factors", chunks));
    this.#preferences.restore(below("preferences", chunks));
    this.#choices.restore(below("choices", chunks));
    this.#watermarks.restore(below("watermarks", chunks));
    this.#scores.restore(below("scores", chunks));
    this.#peers.restore(below("peers", chunks));
    // Said again: what was published last is not known.
    this.#leading = "";
  }

  #forget(userId: string): void {
    this.#model.forgetUser(userId);
    this.#preferences.model.forgetUser(userId);
  }

  /** A rating given, changed or withdrawn. A good one is a preference too, until it is changed for a bad one. */
  #rate({ from, partition, offset, userId, itemId, rating, deviation, deleted, time }: Interaction): void {
    const weight = weightOfAction(this.#options, "rating");
    if (deleted) {
      this.#model.withdraw(userId, itemId);
      this.#preferences.model.withdraw(userId, itemId, weight);
      return;
    }
    if (rating === undefined) return;
    const expected = this.#model.predict(userId, itemId);
    const near = this.#model.neighbours(userId, itemId);
    const values = (predicted: number): number[] => [
      squaredError(rating, predicted),
      absoluteError(rating, predicted),
    ];
    const { mean, biases, als } = expected;
    this.#scores.record(time, [mean, biases, near.users, near.items, als].map(values));
    this.#model.learn({ userId, itemId, rating: believed(rating, deviation, als) });
    if (weight === 0) return;
    if (rating >= (this.#options.likedFrom ?? 3.5))
      this.#preferences.absorb({ userId, itemIds: [itemId], weight, time }, `${from}/${partition}/${offset}`);
    else this.#preferences.model.withdraw(userId, itemId, weight);
  }

  /** A click or a basket: preferences by what was done, and a choice where one of our answers led to it. */
  #act(interaction: Interaction, action: string): void {
    const { from, partition, offset, userId, itemId, items = [itemId], shown, answerId, time } = interaction;
    if (answerId !== undefined) this.#choices.absorb({ answerId, shown, chosen: itemId, time });
    const weight = weightOfAction(this.#options, action);
    if (weight === 0) return;
    if (userId === "") for (const one of items) this.#preferences.model.touch(one, weight, time);
    else this.#preferences.absorb({ userId, itemIds: items, weight, time }, `${from}/${partition}/${offset}`);
  }
}

/** How far ratings that users gave themselves lie from what is expected of them, in stars: about the models' RMSE. */
const GIVEN_DEVIATION = 0.9;

/**
 * A rating as it is learned. One that was estimated from a text moves what was expected by as much as it is to be believed, σ²/(σ² + d²):
 * the mean of two measurements by their precision. One that the user gave is taken as it is.
 */
const believed = (rating: number, deviation: number | undefined, expected: number): number => {
  if (deviation === undefined || !(deviation > 0)) return rating;
  const share = GIVEN_DEVIATION ** 2 / (GIVEN_DEVIATION ** 2 + deviation ** 2);
  return Math.min(RATING_MAX, Math.max(RATING_MIN, expected + share * (rating - expected)));
};
