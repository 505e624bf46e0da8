import { TextNet } from "@millrace/neural";
import type { Progress } from "@millrace/pipeline";
import {
  bayesTexts,
  decodeReviewAnswer,
  ladder,
  type Opinion,
  type ReviewAnswer,
} from "@millrace/service-reviews";
import {
  decodeSentiment,
  featuresOf,
  mergeSentiment,
  NaiveBayesReplica,
  type SentimentRow,
  type SentimentSummary,
  summariseSentiment,
  tokensOf,
} from "@millrace/text";
import type { NetworkShelf } from "./networks.ts";
import type { StreamView } from "./stream-view.ts";

/** Words of a text that the network reads at most, the last ones: as when it is scored. */
const WORDS_MAX = 256;

interface Part {
  readonly reviews: Map<string, ReviewAnswer>;
  readonly items: Map<string, SentimentRow>;
  /** Version of the text network in use. */
  weights: string;
}

/** Reviews, items' sentiment, and every rung for a text that comes with the question. */
export class ReviewsView implements StreamView {
  readonly #shelf: NetworkShelf;
  readonly #bayes = new NaiveBayesReplica();
  readonly #parts = new Map<number, Part>();

  constructor(shelf: NetworkShelf) {
    this.#shelf = shelf;
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const kind = entity.slice(0, cut);
    const id = entity.slice(cut + 1);
    const part = this.#part(partition);
    if (kind === "bayes" && value !== null) this.#bayes.apply(partition, Number(id), value);
    else if (kind === "review") put(part.reviews, id, value === null ? undefined : decodeReviewAnswer(value));
    else if (kind === "item") put(part.items, id, value === null ? undefined : decodeSentiment(value));
  }

  progressed(partition: number, { status }: Progress): void {
    this.#bayes.applyTexts(partition, bayesTexts(status.globals));
    this.#part(partition).weights = status.weights.text ?? "";
  }

  reset(partition: number): void {
    this.#parts.delete(partition);
    this.#bayes.remove(partition);
  }

  /** A review as it was read when it came. */
  find(reviewId: string): ReviewAnswer | undefined {
    for (const { reviews } of this.#parts.values()) {
      const found = reviews.get(reviewId);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What all texts about an item say. */
  sentimentOf(itemId: string): SentimentSummary | undefined {
    const rows = [...this.#parts.values()].map(({ items }) => items.get(itemId));
    const merged = mergeSentiment(rows.filter((row): row is SentimentRow => row !== undefined));
    return merged === undefined ? undefined : summariseSentiment(merged);
  }

  /** What a text says, by the champion or the next lower rung that can tell, and by every rung. */
  read(text: string, champion: string): Opinion {
    const tokens = tokensOf(text);
    const values = [this.#bayes.prior(), this.#bayes.predict(featuresOf(tokens)), this.#byNetwork(tokens)];
    const rungs = Object.fromEntries(
      ladder.flatMap((rung, i) => {
        const value = values[i];
        return value === undefined ? [] : [[rung, value] as const];
      }),
    );
    for (let i = ladder.findIndex((rung) => rung === champion); i >= 0; i--) {
      const [rung, score] = [ladder[i], values[i]];
      if (rung !== undefined && score !== undefined) return { rung, score, rungs };
    }
    return { rung: "prior", score: this.#bayes.prior(), rungs };
  }

  #byNetwork(tokens: readonly string[]): number | undefined {
    const newest =
      [...this.#parts.values()]
        .map(({ weights }) => weights)
        .sort()
        .at(-1) ?? "";
    const net = newest === "" ? undefined : this.#shelf.network("text", newest);
    if (!(net instanceof TextNet)) return undefined;
    return net.probability(tokens.slice(-WORDS_MAX).map((token) => net.idOf(token)));
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (part === undefined) {
      part = { reviews: new Map(), items: new Map(), weights: "" };
      this.#parts.set(partition, part);
    }
    return part;
  }
}

const put = <V>(map: Map<string, V>, key: string, value: V | undefined): void => {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
};
