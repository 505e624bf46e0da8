import { hitAt, reciprocalRankAt, Scoreboard } from "@millrace/evaluation";
import {
  type BasketEvent,
  type EventDecoder,
  encodeInteraction,
  forgetInteraction,
  interactionsTopic,
} from "@millrace/events";
import {
  BasketCompletion,
  BasketLog,
  type BasketLogSettings,
  type CompletionSettings,
  type LogChange,
} from "@millrace/itemsets";
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
} from "@millrace/pipeline";
import { below, type Chunk, hash32, inSample, prefixed } from "@millrace/state";
import { basketRow } from "./rows.ts";

/** How completion is scored: every basket at first, then a hash sample, the same for all rungs; it costs more than counting. */
const SCORED = [
  { baskets: 500, oneIn: 1 },
  { baskets: 16_384, oneIn: 64 },
  { baskets: Number.POSITIVE_INFINITY, oneIn: 256 },
] as const;
/** Ranks beyond this count as missed. */
const CUTOFF = 10;
const METRICS = [
  { name: "hitRateAt10", better: "higher" },
  { name: "mrrAt10", better: "higher" },
] as const;

/** What a partition's baskets are bounded by. */
export interface BasketSettings extends BasketLogSettings, Omit<CompletionSettings, "cutoff"> {}

/** Baskets → blocks that every reader mines → itemsets and rules; scored by completing each basket before learning it. */
export const basketTopology = (
  decoder: EventDecoder<BasketEvent>,
  settings: BasketSettings,
  recommenderOf?: RecommenderOf,
): Topology<BasketEvent> => ({
  stream: "baskets",
  compacted: false,
  decode: decoder.decode,
  idOf: (basket) => basket.id,
  timeOf: (basket) => basket.time,
  open: (partition) => new BasketProcessor(partition, settings, recommenderOf),
});

class BasketProcessor implements Processor<BasketEvent> {
  readonly #partition: number;
  readonly #log: BasketLog;
  readonly #completion: BasketCompletion;
  /** The last offset that the recommender hears of. */
  readonly #forwarded: Forwarded;
  readonly #scores = new Scoreboard({
    stream: "baskets",
    ladder: ["popularity", "cosine", "rules"],
    metrics: METRICS,
  });

  constructor(partition: number, settings: BasketSettings, recommenderOf: RecommenderOf) {
    this.#forwarded = new Forwarded("baskets", recommenderOf);
    this.#partition = partition;
    this.#log = new BasketLog(settings);
    this.#completion = new BasketCompletion(this.#log, { ...settings, cutoff: CUTOFF });
  }

  absorb(basket: BasketEvent, at: Position, emit: Emitter): Verdict {
    if (this.#log.isLate(basket.time)) return "late";
    emit.row(basketRow(basket));
    const items = basket.items.map((entry) => entry.itemId);
    this.#forward(basket, items, at, emit);
    this.#score(basket, items);
    this.#completion.learn(this.#log.add(items, basket.time));
    return "applied";
  }

  /** Nothing is held here under anybody's name; the recommender forgets. */
  forget({ userId }: Forget, at: Position, emit: Emitter): void {
    const value = encodeInteraction(forgetInteraction("baskets", at, userId));
    emit.forward({ topic: interactionsTopic, key: userId, value });
    this.#forwarded.pass(userId, at.offset);
  }

  *drain(): Iterable<Answer> {
    for (const change of this.#log.drain()) yield answerOf(change);
  }

  *followingWeights(): Iterable<Answer> {
    for (const change of this.#log.all()) yield answerOf(change);
  }

  status(): ProcessorStatus {
    const { size } = this.#log;
    return {
      sizes: {
        baskets: size,
        completion: { entries: this.#log.items.size, bytes: this.#completion.bytes, evictions: 0 },
      },
      weights: {},
      globals: {
        partition: this.#partition,
        folded: this.#log.folded,
        errorBound: this.#log.errorBound,
        forwarded: this.#forwarded.told,
      },
    };
  }

  scores(): readonly object[] {
    return [this.#scores.scores()];
  }

  adopt(): boolean {
    return false;
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("baskets", this.#log.chunks());
    yield* prefixed("scores", this.#scores.chunks());
    yield* prefixed("forwarded", this.#forwarded.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#log.restore(below("baskets", chunks));
    this.#scores.restore(below("scores", chunks));
    this.#completion.restore();
    this.#forwarded.restore(below("forwarded", chunks));
  }

  /** Tells the recommender what a known user bought. */
  #forward(basket: BasketEvent, items: readonly string[], at: Position, emit: Emitter): void {
    const { userId, time } = basket;
    const [itemId] = items;
    if (userId === undefined || itemId === undefined) return;
    const { partition, offset } = at;
    const value = encodeInteraction({
      from: "baskets",
      partition,
      offset,
      time,
      userId,
      itemId,
      items,
      rating: undefined,
      deleted: false,
      action: "basket",
    });
    emit.forward({ topic: interactionsTopic, key: userId, value });
    this.#forwarded.pass(userId, at.offset);
  }

  /** Hides one item, chosen by the basket's id, and ranks it from the others. */
  #score(basket: BasketEvent, items: readonly string[]): void {
    if (items.length < 2) return;
    const oneIn = SCORED.find(({ baskets }) => this.#log.added < baskets)?.oneIn ?? 1;
    if (oneIn > 1 && !inSample(basket.id, oneIn)) return;
    const hidden = items[hash32(basket.id, 7) % items.length] ?? "";
    const ranks = this.#completion.ranks(
      items.filter((item) => item !== hidden),
      hidden,
    );
    const values = (rank: number): number[] => [hitAt(rank, CUTOFF), reciprocalRankAt(rank, CUTOFF)];
    this.#scores.record(basket.time, [values(ranks.popularity), values(ranks.cosine), values(ranks.rules)]);
  }
}

/** A change of the log as readers hear of it: `items/7` is a page of the dictionary, `block/7` some baskets. */
const answerOf = ({ kind, number, bytes }: LogChange): Answer => ({
  entity: kind === "items" ? `items/${number}` : `block/${number}`,
  value: bytes ?? null,
});
