import type { EventDecoder, ReviewEvent } from "@millrace/events";
import {
  type Answer,
  type Emitter,
  type Forget,
  Forwarded,
  type Position,
  type Processor,
  type ProcessorStatus,
  type RecommenderOf,
  type Topology,
  type Verdict,
  type Weights,
} from "@millrace/pipeline";
import { below, type Chunk, prefixed } from "@millrace/state";
import { type Aspect, encodeSentiment, ItemSentiment } from "@millrace/text";
import { encodeInteraction, forgetInteraction } from "./interaction.ts";
import type { Opinion } from "./opinion.ts";
import { type Remembered, RememberedReviews } from "./remembered.ts";
import { encodeReviewAnswer } from "./review-answer.ts";
import { reviewRow } from "./rows.ts";
import { AspectModels } from "./text/aspect-models.ts";
import { Language } from "./text/language.ts";
import { SentimentModels } from "./text/sentiment-models.ts";
import type { TaggerChoice } from "./text/tagger-network.ts";

/** Limits of the reviews' models, for each partition. */
export interface ReviewSettings {
  /** Most items with a sentiment. */
  readonly itemsMax: number;
  /** Most reviews that can be changed, taken back or asked for by id. */
  readonly reviewsMax: number;
  /** Most trigrams of the language model. @default 100,000 */
  readonly trigramsMax?: number;
  /** Words a second that the networks may read together. @default 6,000 */
  readonly networkWordsPerSecond?: number;
  /** Words a second that the network of the language model may be asked for. @default 100 */
  readonly languageWordsPerSecond?: number;
  /** Words a second that the language model may learn. @default 10,000 */
  readonly phraseWordsPerSecond?: number;
  /** Words a second that may be searched for aspects. @default 20,000 */
  readonly aspectWordsPerSecond?: number;
  /** Who tells parts of speech. @default wink */
  readonly tagger?: TaggerChoice;
  /** Whether a text without stars gives the recommender the stars that it stands for. @default false */
  readonly ratingsFromText?: boolean;
}

/** Seconds for which costly steps may save up what they did not read. */
const SAVED_SECONDS = 20;
/** The same for aspects, which cost as much as all else together: what is imported at once must not wait for them. */
const ASPECTS_SAVED_SECONDS = 5;
/** The same for learning phrases, so that all of what is imported at once is learned, up to some 600,000 words. */
const PHRASES_SAVED_SECONDS = 60;
/** Beyond its budget a costly step reads one text in so many. */
const ONE_IN = 16;

const budget = (wordsPerSecond: number, savedSeconds = SAVED_SECONDS) => ({
  wordsPerSecond,
  wordsSaved: wordsPerSecond * savedSeconds,
  oneIn: ONE_IN,
});

/** What is found in a text when it comes. */
interface Found {
  readonly opinion: Opinion | undefined;
  readonly aspects: readonly Aspect[] | undefined;
}
const nothingFound: Found = { opinion: undefined, aspects: undefined };

/** Reviews → sentiment and aspects of text and item, and a language model. Stars are the labels. */
export const reviewTopology = (
  decoder: EventDecoder<ReviewEvent>,
  settings: ReviewSettings,
  recommenderOf?: RecommenderOf,
): Topology<ReviewEvent> => ({
  stream: "reviews",
  compacted: false,
  decode: decoder.decode,
  idOf: (review) => review.id,
  timeOf: (review) => review.time,
  open: () => new ReviewProcessor(settings, recommenderOf),
});

class ReviewProcessor implements Processor<ReviewEvent> {
  readonly #sentiment: SentimentModels;
  readonly #aspects: AspectModels;
  readonly #language: Language;
  readonly #items: ItemSentiment;
  readonly #reviews: RememberedReviews;
  readonly #ratingsFromText: boolean;
  readonly #changed = new Map<string, Uint8Array | null>();
  /** The last offset that the recommender hears of: what comes after it and counts for nothing is not waited for. */
  readonly #forwarded: Forwarded;

  constructor(settings: ReviewSettings, recommenderOf: RecommenderOf) {
    this.#forwarded = new Forwarded("reviews", recommenderOf);
    const { itemsMax, reviewsMax, trigramsMax = 100_000, ratingsFromText = false } = settings;
    this.#sentiment = new SentimentModels(budget(settings.networkWordsPerSecond ?? 6_000));
    const aspectWords = budget(settings.aspectWordsPerSecond ?? 20_000, ASPECTS_SAVED_SECONDS);
    this.#aspects = new AspectModels(itemsMax, aspectWords, settings.tagger ?? "wink");
    const phrases = budget(settings.phraseWordsPerSecond ?? 10_000, PHRASES_SAVED_SECONDS);
    this.#language = new Language(trigramsMax, phrases, settings.languageWordsPerSecond ?? 100);
    this.#items = new ItemSentiment(itemsMax);
    this.#reviews = new RememberedReviews(reviewsMax);
    this.#ratingsFromText = ratingsFromText;
  }

  /** What is older than the last that the user said of the item is late; at the same time, the later arrival counts. */
  absorb(review: ReviewEvent, at: Position, emit: Emitter): Verdict {
    const { userId, itemId, time, deleted } = review;
    const before = this.#reviews.find(userId, itemId);
    if (before !== undefined && time < before.time) return "late";
    const found = deleted ? nothingFound : this.#read(review, at.appendedAt);
    emit.row(reviewRow(review, found.opinion));
    this.#forward(review, found.opinion, at, emit);
    this.#takeBack(itemId, before);
    this.#count(review, found);
    return "applied";
  }

  /** Takes back all that the user said, and has the recommender forget too. What was learned of words stays. */
  forget({ userId }: Forget, at: Position, emit: Emitter): void {
    for (const [itemId, said] of this.#reviews.forgetUser(userId)) this.#takeBack(itemId, said);
    const value = encodeInteraction(forgetInteraction("reviews", at, userId));
    emit.forward({ topic: "interactions", key: userId, value });
    this.#forwarded.pass(userId, at.offset);
  }

  /** Words and phrases that are too many for one publication follow. */
  get lags(): boolean {
    return this.#sentiment.lags || this.#language.lags;
  }

  *drain(heavy = true): Iterable<Answer> {
    for (const [reviewId, value] of this.#changed) yield { entity: `review/${reviewId}`, value };
    this.#changed.clear();
    for (const itemId of this.#items.takeChanged()) {
      const row = this.#items.row(itemId);
      yield { entity: `item/${itemId}`, value: row === undefined ? null : encodeSentiment(row) };
    }
    yield* this.#aspects.drain();
    if (!heavy) return;
    yield* this.#sentiment.drain();
    yield* this.#language.drain();
  }

  /** New weights change no answer that was given: a review keeps the scores of its time. */
  followingWeights(): Iterable<Answer> {
    return [];
  }

  status(): ProcessorStatus {
    const { versions, sizes, globals } = this.#sentiment;
    return {
      sizes: {
        ...sizes,
        aspects: this.#aspects.size,
        language: this.#language.size,
        "item-sentiment": this.#items.size,
        reviews: this.#reviews.size,
      },
      weights: { ...versions, ...this.#language.versions, ...this.#aspects.versions },
      globals: { ...globals, ...this.#language.globals, forwarded: this.#forwarded.told },
    };
  }

  scores(): readonly object[] {
    return [this.#sentiment.scores, this.#language.scores];
  }

  adopt(weights: Weights): boolean {
    return [this.#sentiment, this.#language, this.#aspects].some((models) => models.adopt(weights));
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("sentiment", this.#sentiment.chunks());
    yield* prefixed("aspects", this.#aspects.chunks());
    yield* prefixed("language", this.#language.chunks());
    yield* prefixed("items", this.#items.chunks());
    yield* prefixed("reviews", this.#reviews.chunks());
    yield* prefixed("forwarded", this.#forwarded.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#sentiment.restore(below("sentiment", chunks));
    this.#aspects.restore(below("aspects", chunks));
    this.#language.restore(below("language", chunks));
    this.#items.restore(below("items", chunks));
    this.#reviews.restore(below("reviews", chunks));
    this.#forwarded.restore(below("forwarded", chunks));
  }

  #read(review: ReviewEvent, appendedAt: number): Found {
    const { id, text, time } = review;
    if (text === undefined) return nothingFound;
    const opinion = this.#sentiment.read({ ...review, text }, appendedAt);
    const aspects = this.#aspects.read(id, text, appendedAt);
    this.#language.read(id, text, time, appendedAt);
    return { opinion, aspects };
  }

  /** Tells the recommender: the user's stars, or, where that is wished, those that the text stands for. */
  #forward(review: ReviewEvent, opinion: Opinion | undefined, at: Position, emit: Emitter): void {
    const { userId, itemId, time, deleted } = review;
    const { partition, offset } = at;
    const estimate =
      this.#ratingsFromText && review.rating === undefined && opinion !== undefined
        ? this.#sentiment.starsOf(opinion)
        : undefined;
    const rating = deleted ? undefined : (review.rating ?? estimate?.rating);
    const deviation = estimate?.deviation;
    const interaction = {
      from: "reviews",
      partition,
      offset,
      time,
      userId,
      itemId,
      rating,
      deviation,
      deleted,
    };
    emit.forward({ topic: "interactions", key: userId, value: encodeInteraction(interaction) });
    this.#forwarded.pass(userId, offset);
  }

  /** Undoes what a review counted for its item and withdraws its answer. What was learned from it stays. */
  #takeBack(itemId: string, review: Remembered | undefined): void {
    if (review === undefined) return;
    if (review.counted !== undefined) this.#items.undo(itemId, review.counted);
    this.#aspects.takeBack(itemId, review.reviewId, review.said);
    this.#changed.set(review.reviewId, null);
  }

  #count({ id, userId, itemId, time, rating, deleted }: ReviewEvent, { opinion, aspects }: Found): void {
    const counted = opinion === undefined ? undefined : this.#items.add(itemId, opinion.score, time);
    if (aspects !== undefined) this.#aspects.count(itemId, id, aspects);
    const forgotten = this.#reviews.put(userId, itemId, { reviewId: id, time, counted, said: aspects ?? [] });
    if (forgotten !== undefined) this.#changed.set(forgotten.reviewId, null);
    if (!deleted) this.#changed.set(id, encodeReviewAnswer({ itemId, time, rating, opinion, aspects }));
  }
}
