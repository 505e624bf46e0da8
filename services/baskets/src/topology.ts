import { hitAt, reciprocalRankAt, Scoreboard } from "@millrace/evaluation";
import type { BasketEvent, EventDecoder } from "@millrace/events";
import { BasketCompletion, ItemsetMiner, type MinerSettings } from "@millrace/itemsets";
import type {
  Answer,
  Emitter,
  Position,
  Processor,
  ProcessorStatus,
  Topology,
  Verdict,
} from "@millrace/pipeline";
import { below, type Chunk, hash32, inSample, prefixed } from "@millrace/state";
import { basketRow } from "./rows.ts";

/** Completion is scored on every basket up to this many, then on a hash sample: it costs more than counting. */
const SCORE_ALL_BASKETS = 500;
/** One basket in so many is scored after that; the same for all rungs. */
const SCORE_ONE_IN = 64;

/** Baskets → counts of items and pairs → association rules, scored by completing each basket before learning it. */
export const basketTopology = (
  decoder: EventDecoder<BasketEvent>,
  settings: MinerSettings,
): Topology<BasketEvent> => ({
  stream: "baskets",
  compacted: false,
  decode: decoder.decode,
  idOf: (basket) => basket.id,
  timeOf: (basket) => basket.time,
  open: (partition) => new BasketProcessor(partition, settings),
});

class BasketProcessor implements Processor<BasketEvent> {
  readonly #partition: number;
  readonly #miner: ItemsetMiner;
  readonly #completion: BasketCompletion;
  readonly #scores = new Scoreboard({
    stream: "baskets",
    ladder: ["popularity", "rules"],
    metrics: [
      { name: "hitRateAt10", better: "higher" },
      { name: "mrrAt10", better: "higher" },
    ],
  });

  constructor(partition: number, settings: MinerSettings) {
    this.#partition = partition;
    this.#miner = new ItemsetMiner(settings);
    this.#completion = new BasketCompletion(this.#miner);
  }

  absorb(basket: BasketEvent, _: Position, emit: Emitter): Verdict {
    const items = basket.items.map((entry) => entry.itemId);
    this.#score(basket, items);
    this.#miner.add(items);
    emit.row(basketRow(basket));
    return "applied";
  }

  *drain(): Iterable<Answer> {
    for (const { itemId, bytes } of this.#miner.drain()) yield { entity: `item/${itemId}`, value: bytes };
  }

  *everything(): Iterable<Answer> {
    for (const { itemId, bytes } of this.#miner.rows()) yield { entity: `item/${itemId}`, value: bytes };
  }

  status(): ProcessorStatus {
    return {
      sizes: { itemsets: this.#miner.size },
      scores: [this.#scores.scores()],
      weights: {},
      globals: {
        partition: this.#partition,
        baskets: this.#miner.baskets,
        errorBound: this.#miner.errorBound,
      },
    };
  }

  adopt(): boolean {
    return false;
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("itemsets", this.#miner.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#miner.restore(below("itemsets", chunks));
    this.#scores.restore(below("scores", chunks));
  }

  /** Hides one item, chosen by the basket's id, and ranks it from the others. */
  #score(basket: BasketEvent, items: readonly string[]): void {
    if (items.length < 2) return;
    if (this.#miner.baskets >= SCORE_ALL_BASKETS && !inSample(basket.id, SCORE_ONE_IN)) return;
    const hidden = items[hash32(basket.id, 7) % items.length] ?? "";
    const ranks = this.#completion.ranks(
      items.filter((item) => item !== hidden),
      hidden,
    );
    const values = (rank: number): number[] => [hitAt(rank, 10), reciprocalRankAt(rank, 10)];
    this.#scores.record(basket.time, [values(ranks.popularity), values(ranks.rules)]);
  }
}
