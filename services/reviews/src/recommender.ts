import { absoluteError, Scoreboard, squaredError } from "@millrace/evaluation";
import { RatingModel, type RatingModelOptions } from "@millrace/factors";
import type {
  Answer,
  Emitter,
  Position,
  Processor,
  ProcessorStatus,
  Topology,
  Verdict,
} from "@millrace/pipeline";
import { below, type Chunk, prefixed } from "@millrace/state";
import { decodeInteraction, type Interaction } from "./interaction.ts";
import { Watermarks } from "./watermarks.ts";

/** Ratings of all users in one order → biases and factors. One partition, one owner; see docs/decisions/0004. */
export const recommenderTopology = (options: RatingModelOptions): Topology<Interaction> => ({
  stream: "ratings",
  compacted: false,
  decode: decodeInteraction,
  idOf: () => undefined,
  timeOf: (interaction) => interaction.time,
  open: () => new RecommenderProcessor(options),
});

class RecommenderProcessor implements Processor<Interaction> {
  readonly #model: RatingModel;
  readonly #watermarks = new Watermarks();
  readonly #scores = new Scoreboard({
    stream: "ratings",
    ladder: ["mean", "biases", "als"],
    metrics: [
      { name: "rmse", better: "lower", mean: "root" },
      { name: "mae", better: "lower" },
    ],
  });

  constructor(options: RatingModelOptions) {
    this.#model = new RatingModel(options);
  }

  /** What was forwarded twice, since a service was killed in between, is a duplicate. */
  absorb(interaction: Interaction, _at: Position, _emit: Emitter): Verdict {
    const { from, partition, offset, userId, itemId, rating, time } = interaction;
    if (!this.#watermarks.pass(`${from}/${partition}`, offset)) return "duplicate";
    if (interaction.forget) this.#model.forgetUser(userId);
    else if (interaction.deleted) this.#model.withdraw(userId, itemId);
    else if (rating !== undefined) {
      const expected = this.#model.predict(userId, itemId);
      const values = (predicted: number): number[] => [
        squaredError(rating, predicted),
        absoluteError(rating, predicted),
      ];
      this.#scores.record(time, [values(expected.mean), values(expected.biases), values(expected.als)]);
      this.#model.learn({ userId, itemId, rating });
    }
    return "applied";
  }

  *drain(): Iterable<Answer> {
    for (const userId of this.#model.changedUsers())
      yield { entity: `user/${userId}`, value: this.#model.encodeUser(userId) ?? null };
    for (const itemId of this.#model.changedItems())
      yield { entity: `item/${itemId}`, value: this.#model.encodeItem(itemId) ?? null };
    yield { entity: "global", value: this.#model.encodeGlobal() };
  }

  everything(): Iterable<Answer> {
    return [];
  }

  status(): ProcessorStatus {
    return {
      sizes: { factors: this.#model.size },
      scores: [this.#scores.scores()],
      weights: {},
      globals: { watermarks: this.#watermarks.all },
    };
  }

  adopt(): boolean {
    return false;
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("factors", this.#model.chunks());
    yield* prefixed("watermarks", this.#watermarks.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#model.restore(below("factors", chunks));
    this.#watermarks.restore(below("watermarks", chunks));
    this.#scores.restore(below("scores", chunks));
  }
}
