import { logLoss, Scoreboard } from "@millrace/evaluation";
import type { ReviewEvent } from "@millrace/events";
import type { Answer, Json, Weights } from "@millrace/pipeline";
import { below, type Chunk, prefixed, type Stateful, type StateSize } from "@millrace/state";
import { BagOfWords, CHARS_READ, featuresOf, RatingEstimate, starsLabel, tokensOf } from "@millrace/text";
import { ladder, ladderValues, type Opinion, opinionBy } from "../opinion.ts";
import { bagGlobals } from "./bag-globals.ts";
import { TextNetworks } from "./text-networks.ts";
import { type BudgetPlan, WordBudget } from "./word-budget.ts";

/** Blocks that are told at once, each a message. In a steady flow nearly all of them change: they must not outnumber the answers. */
const BLOCKS_MAX = 256;

/** Every rung's view of a text; where the stars say which class it is, all of them are scored and learn it. */
export class SentimentModels implements Stateful {
  readonly #bag = new BagOfWords();
  readonly #networks = new TextNetworks();
  readonly #budget: WordBudget;
  readonly #stars = new RatingEstimate();
  readonly #scores = new Scoreboard({
    stream: "reviews",
    ladder,
    metrics: [
      { name: "logLoss", better: "lower" },
      { name: "accuracy", better: "higher" },
    ],
    // Reviews are few: a rung that is better by three standard errors answers after 100 with clear stars.
    window: 2_000,
    // Where no stars ever come nothing is compared: then the lexicon speaks, which needs none.
    rule: { minEvents: 100, first: ladder.indexOf("lexicon") },
  });

  constructor(network: BudgetPlan) {
    this.#budget = new WordBudget(network);
  }

  get sizes(): Readonly<Record<string, StateSize>> {
    return this.#bag.sizes;
  }

  get scores() {
    return this.#scores.scores();
  }

  get globals(): Readonly<Record<string, Json>> {
    return { champion: this.#scores.champion(), ...bagGlobals(this.#bag.globals) };
  }

  /** Versions of the networks in use by kind. */
  get versions(): Readonly<Record<string, string>> {
    return this.#networks.versions;
  }

  /** What a text says. @param appendedAt the broker's time, ms since 1970: what networks may read depends on it. */
  read(
    { id, text, rating, time }: ReviewEvent & { readonly text: string },
    appendedAt: number,
  ): Opinion | undefined {
    const tokens = tokensOf(text.slice(0, CHARS_READ));
    const words = this.#networks.cost(tokens.length);
    const networks =
      words > 0 && this.#budget.take(id, words, appendedAt) ? this.#networks.predict(tokens) : {};
    const label = rating === undefined ? "neutral" : starsLabel(rating);
    const positive = label === "positive";
    const bag = this.#bag.read(
      { tokens, features: featuresOf(tokens) },
      label === "neutral" ? undefined : positive,
    );
    const values = ladderValues(bag, networks);
    const opinion = opinionBy(this.#scores.champion(), values);
    if (rating !== undefined && opinion !== undefined) this.#stars.learn(opinion.score, rating);
    if (label === "neutral") return opinion;
    this.#scores.record(
      time,
      values.map((p) =>
        p === undefined ? undefined : [logLoss(positive ? p : 1 - p), p >= 0.5 === positive ? 1 : 0],
      ),
    );
    return opinion;
  }

  /** The stars that a text without stars stands for. */
  starsOf({ score }: Opinion) {
    return this.#stars.of(score);
  }

  /** Whether more changed than was told. */
  get lags(): boolean {
    return this.#bag.waiting > 0;
  }

  /** Blocks of words whose numbers changed since the last call, at most so many; those that waited longest first. */
  *drain(): Iterable<Answer> {
    for (const block of this.#bag.changedBlocks(BLOCKS_MAX))
      yield { entity: `words/${block}`, value: this.#bag.encodeBlock(block), lags: true };
  }

  adopt(weights: Weights): boolean {
    return this.#networks.adopt(weights);
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("bag", this.#bag.chunks());
    yield* prefixed("weights", this.#networks.chunks());
    yield* prefixed("budget", this.#budget.chunks());
    yield* prefixed("stars", this.#stars.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#bag.restore(below("bag", chunks));
    this.#networks.restore(below("weights", chunks));
    this.#budget.restore(below("budget", chunks));
    this.#stars.restore(below("stars", chunks));
    this.#scores.restore(below("scores", chunks));
  }
}
