import { logLoss, Scoreboard } from "@millrace/evaluation";
import type { EventDecoder, ReviewEvent } from "@millrace/events";
import type {
  Answer,
  Emitter,
  Forget,
  Position,
  Processor,
  ProcessorStatus,
  Topology,
  Verdict,
  Weights,
} from "@millrace/pipeline";
import { below, type Chunk, prefixed } from "@millrace/state";
import { encodeSentiment, featuresOf, ItemSentiment, NaiveBayes, starsLabel, tokensOf } from "@millrace/text";
import { bayesGlobals } from "./bayes-texts.ts";
import { encodeInteraction, forgetInteraction } from "./interaction.ts";
import { ladder, type Opinion, opinionBy } from "./opinion.ts";
import { type Remembered, RememberedReviews } from "./remembered.ts";
import { encodeReviewAnswer } from "./review-answer.ts";
import { reviewRow } from "./rows.ts";
import { TextNetwork } from "./text-network.ts";
import { Watermarks } from "./watermarks.ts";

/** Limits of the reviews' models, for each partition. */
export interface ReviewSettings {
  /** Most items with a sentiment. */
  readonly itemsMax: number;
  /** Most reviews that can be changed, taken back or asked for by id. */
  readonly reviewsMax: number;
}

/** Reviews → sentiment of text and item: the classes' shares, naive Bayes, a GRU. Stars are the labels. */
export const reviewTopology = (
  decoder: EventDecoder<ReviewEvent>,
  settings: ReviewSettings,
): Topology<ReviewEvent> => ({
  stream: "reviews",
  compacted: false,
  decode: decoder.decode,
  idOf: (review) => review.id,
  timeOf: (review) => review.time,
  open: () => new ReviewProcessor(settings),
});

class ReviewProcessor implements Processor<ReviewEvent> {
  readonly #bayes = new NaiveBayes();
  readonly #network = new TextNetwork();
  readonly #items: ItemSentiment;
  readonly #reviews: RememberedReviews;
  readonly #changed = new Map<string, Uint8Array | null>();
  /** The last offset that the recommender hears of: what comes after it and counts for nothing is not waited for. */
  readonly #forwarded = new Watermarks();
  readonly #scores = new Scoreboard({
    stream: "reviews",
    ladder,
    metrics: [
      { name: "logLoss", better: "lower" },
      { name: "accuracy", better: "higher" },
    ],
  });

  constructor(settings: ReviewSettings) {
    this.#items = new ItemSentiment(settings.itemsMax);
    this.#reviews = new RememberedReviews(settings.reviewsMax);
  }

  /** What is older than the last that the user said of the item is late; at the same time, the later arrival counts. */
  absorb(review: ReviewEvent, { partition, offset }: Position, emit: Emitter): Verdict {
    const { userId, itemId, time, deleted } = review;
    const before = this.#reviews.find(userId, itemId);
    if (before !== undefined && time < before.time) return "late";
    const opinion = deleted ? undefined : this.#read(review);
    emit.row(reviewRow(review, opinion));
    const rating = deleted ? undefined : review.rating;
    const interaction = { from: "reviews", partition, offset, time, userId, itemId, rating, deleted };
    emit.forward({ topic: "interactions", key: userId, value: encodeInteraction(interaction) });
    this.#forwarded.pass("reviews", offset);
    this.#takeBack(itemId, before);
    this.#count(review, opinion);
    return "applied";
  }

  /** Takes back all that the user said, and has the recommender forget too. What was learned of words stays. */
  forget({ userId }: Forget, at: Position, emit: Emitter): void {
    for (const [itemId, said] of this.#reviews.forgetUser(userId)) this.#takeBack(itemId, said);
    const value = encodeInteraction(forgetInteraction("reviews", at, userId));
    emit.forward({ topic: "interactions", key: userId, value });
    this.#forwarded.pass("reviews", at.offset);
  }

  *drain(): Iterable<Answer> {
    for (const [reviewId, value] of this.#changed) yield { entity: `review/${reviewId}`, value };
    this.#changed.clear();
    for (const itemId of this.#items.takeChanged()) {
      const row = this.#items.row(itemId);
      yield { entity: `item/${itemId}`, value: row === undefined ? null : encodeSentiment(row) };
    }
    for (const block of this.#bayes.changedBlocks())
      yield { entity: `bayes/${block}`, value: this.#bayes.encodeBlock(block) };
  }

  /** New weights change no answer that was given: a review keeps the scores of its time. */
  everything(): Iterable<Answer> {
    return [];
  }

  status(): ProcessorStatus {
    const { version } = this.#network;
    return {
      sizes: { bayes: this.#bayes.size, "item-sentiment": this.#items.size, reviews: this.#reviews.size },
      scores: [this.#scores.scores()],
      weights: version === "" ? {} : { text: version },
      globals: {
        champion: this.#scores.champion(),
        forwarded: this.#forwarded.all.reviews ?? -1,
        ...bayesGlobals(this.#bayes.texts),
      },
    };
  }

  adopt(weights: Weights): boolean {
    return this.#network.adopt(weights);
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("bayes", this.#bayes.chunks());
    yield* prefixed("weights", this.#network.chunks());
    yield* prefixed("items", this.#items.chunks());
    yield* prefixed("reviews", this.#reviews.chunks());
    yield* prefixed("scores", this.#scores.chunks());
    yield* prefixed("forwarded", this.#forwarded.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#bayes.restore(below("bayes", chunks));
    this.#network.restore(below("weights", chunks));
    this.#items.restore(below("items", chunks));
    this.#reviews.restore(below("reviews", chunks));
    this.#scores.restore(below("scores", chunks));
    this.#forwarded.restore(below("forwarded", chunks));
  }

  /** Every rung's view of the text; then, where the stars say which class it is, scores and learns it. */
  #read({ text, rating, time }: ReviewEvent): Opinion | undefined {
    if (text === undefined) return undefined;
    const tokens = tokensOf(text);
    const features = featuresOf(tokens);
    const values = [this.#bayes.prior(), this.#bayes.predict(features), this.#network.predict(tokens)];
    const opinion = opinionBy(this.#scores.champion(), values);
    const label = rating === undefined ? "neutral" : starsLabel(rating);
    if (label === "neutral") return opinion;
    const positive = label === "positive";
    this.#scores.record(
      time,
      values.map((p) =>
        p === undefined ? undefined : [logLoss(positive ? p : 1 - p), p >= 0.5 === positive ? 1 : 0],
      ),
    );
    this.#bayes.learn(features, positive);
    return opinion;
  }

  /** Undoes what a review counted for its item and withdraws its answer. What was learned from it stays. */
  #takeBack(itemId: string, review: Remembered | undefined): void {
    if (review === undefined) return;
    if (review.counted !== undefined) this.#items.undo(itemId, review.counted);
    this.#changed.set(review.reviewId, null);
  }

  #count({ id, userId, itemId, time, rating, deleted }: ReviewEvent, opinion: Opinion | undefined): void {
    const counted = opinion === undefined ? undefined : this.#items.add(itemId, opinion.score, time);
    const forgotten = this.#reviews.put(userId, itemId, { reviewId: id, time, counted });
    if (forgotten !== undefined) this.#changed.set(forgotten.reviewId, null);
    if (!deleted) this.#changed.set(id, encodeReviewAnswer({ itemId, time, rating, opinion }));
  }
}
