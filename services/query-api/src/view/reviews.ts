import {
  LanguageNet,
  TaggerNet,
  TextCellNet,
  TextNet,
  type TextNetwork,
  type TextReader,
  textKindOf,
  textNetworks,
} from "@millrace/neural";
import type { Progress } from "@millrace/pipeline";
import {
  decodeReviewAnswer,
  ladderValues,
  networkTagger,
  type Opinion,
  opinionBy,
  type ReviewAnswer,
  readBagGlobals,
  scoresBy,
  winkTagger,
} from "@millrace/service-reviews";
import {
  type Aspect,
  type AspectRow,
  type AspectSummary,
  aspectsOf,
  BACKED_BY,
  BagReplica,
  CHARS_READ,
  type Completion,
  decodeAspects,
  decodeSentiment,
  featuresOf,
  LanguageReplica,
  mergeSentiment,
  type SentimentRow,
  type SentimentSummary,
  type SimilarWord,
  summariseAspects,
  summariseSentiment,
  tokensOf,
  WordNeighbours,
} from "@millrace/text";
import type { NetworkShelf, ServedNetwork } from "./networks.ts";
import type { StreamView } from "./stream-view.ts";

interface Part {
  readonly reviews: Map<string, ReviewAnswer>;
  readonly items: Map<string, SentimentRow>;
  readonly aspects: Map<string, readonly AspectRow[]>;
  /** Versions of the models in use by kind. */
  weights: Readonly<Record<string, string>>;
}

/** Ways to go on, and by which model. */
export interface Completed {
  readonly rung: string;
  readonly completions: readonly Completion[];
}

/** Words used like another, and by which vectors. */
export interface WordsAnswer {
  readonly version: string;
  /** Whether the word has a vector of its own, is put together from pieces, or has none. */
  readonly known: "word" | "pieces" | "none";
  readonly words: readonly SimilarWord[];
}

/** Reviews, items' sentiment, and every rung for a text that comes with the question. */
export class ReviewsView implements StreamView {
  readonly #shelf: NetworkShelf;
  readonly #bag = new BagReplica();
  readonly #language = new LanguageReplica();
  readonly #parts = new Map<number, Part>();
  /** Of the network in the mixture of language models, by the partition that told last. */
  #share = 0.5;

  constructor(shelf: NetworkShelf) {
    this.#shelf = shelf;
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const kind = entity.slice(0, cut);
    const id = entity.slice(cut + 1);
    const part = this.#part(partition);
    if (kind === "words" && value !== null) this.#bag.apply(partition, Number(id), value);
    else if (kind === "phrases" && value !== null) this.#language.apply(partition, Number(id), value);
    else if (kind === "review") put(part.reviews, id, value === null ? undefined : decodeReviewAnswer(value));
    else if (kind === "item") put(part.items, id, value === null ? undefined : decodeSentiment(value));
    else if (kind === "aspects") put(part.aspects, id, value === null ? undefined : decodeAspects(value));
  }

  progressed(partition: number, { status }: Progress): void {
    this.#bag.applyGlobals(partition, readBagGlobals(status.globals));
    this.#part(partition).weights = status.weights;
    this.#share = Number(status.globals.languageShare ?? this.#share);
  }

  reset(partition: number): void {
    this.#parts.delete(partition);
    this.#bag.remove(partition);
    this.#language.remove(partition);
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

  /** What texts say of an item's aspects, most mentioned first. */
  aspectsOfItem(itemId: string, limit: number): readonly AspectSummary[] {
    return summariseAspects(
      [...this.#parts.values()].map(({ aspects }) => aspects.get(itemId) ?? []),
      limit,
    );
  }

  /** What a text says of which things. */
  aspectsOf(text: string): readonly Aspect[] {
    const net = this.#inUse("tagger");
    return aspectsOf(text, net instanceof TaggerNet ? networkTagger(net) : winkTagger);
  }

  /** What a text says, by the champion or the next lower rung that can tell, and by every rung. */
  read(text: string, champion: string): Opinion {
    const tokens = tokensOf(text.slice(0, CHARS_READ));
    const bag = this.#bag.read({ tokens, features: featuresOf(tokens) });
    const opinion = opinionBy(champion, ladderValues(bag, scoresBy(this.#textNetworks(), tokens)));
    return opinion ?? { rung: "prior", score: bag.prior, rungs: { ...bag } };
  }

  /** Likely ways to go on with what somebody has begun to write, by the champion of the language models. */
  complete(query: string, limit: number, champion: string): Completed {
    const net = champion === "gru" || champion === "mixture" ? this.#inUse("language") : undefined;
    if (!(net instanceof LanguageNet))
      return { rung: "kneser-ney", completions: this.#language.complete(query, limit) };
    const share = champion === "gru" ? 1 - BACKED_BY : this.#share;
    const other = { share, after: (sentence: readonly string[]) => net.after(sentence) };
    return { rung: champion, completions: this.#language.complete(query, limit, other) };
  }

  /** Different words in phrases that can be completed. */
  get words(): number {
    return this.#language.words;
  }

  /** The words used most like another; undefined before vectors have been trained. */
  similarWords(word: string, limit: number): WordsAnswer | undefined {
    const newest = this.#shelf.newest("words");
    if (newest === undefined || !(newest.net instanceof WordNeighbours)) return undefined;
    const small = word.normalize("NFKC").toLowerCase();
    const { net, version } = newest;
    return { version, known: net.knows(small), words: net.similar(small, limit) };
  }

  /** The text networks in use: of each the newest that any partition has. */
  #textNetworks(): ReadonlyMap<TextNetwork, TextReader> {
    const readers = new Map<TextNetwork, TextReader>();
    for (const network of textNetworks) {
      const net = this.#inUse(textKindOf(network));
      if (net instanceof TextNet || net instanceof TextCellNet) readers.set(network, net);
    }
    return readers;
  }

  #inUse(kind: string): ServedNetwork | undefined {
    const newest = [...this.#parts.values()]
      .map(({ weights }) => weights[kind] ?? "")
      .sort()
      .at(-1);
    return newest === undefined || newest === "" ? undefined : this.#shelf.network(kind, newest);
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (part === undefined) {
      part = { reviews: new Map(), items: new Map(), aspects: new Map(), weights: {} };
      this.#parts.set(partition, part);
    }
    return part;
  }
}

const put = <V>(map: Map<string, V>, key: string, value: V | undefined): void => {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
};
