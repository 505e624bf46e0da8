import type { ScoreRow } from "@millrace/evaluation";
import type { AnswerListener, Progress } from "@millrace/pipeline";
import type { Descriptions } from "@millrace/ranking";
import type { Config } from "@millrace/service";
import { recommenderOptions } from "@millrace/service-reviews";
import { WordNeighbours } from "@millrace/text";
import { type Envelope, envelopeOf } from "../http/envelope.ts";
import { BasketsView } from "./baskets.ts";
import { Catalogue } from "./catalogue.ts";
import { ClicksView } from "./clicks.ts";
import { NetworkShelf } from "./networks.ts";
import { PopularView } from "./popular.ts";
import { ProgressBoard } from "./progress.ts";
import { RatingsView } from "./ratings.ts";
import { ReadingsView } from "./readings.ts";
import { ReviewsView } from "./reviews.ts";
import type { StreamView } from "./stream-view.ts";

/** One line of `/v1/models`. */
export interface ScoreboardRow extends Omit<ScoreRow, "since"> {
  readonly since: string | null;
  /** Bytes held by all models of the stream, over its partitions. */
  readonly stateBytes: number;
  /** How the score differs from what readers get, where it does. */
  readonly note?: string;
}

/** A partition scores with what it knows itself; readers put the baskets of all partitions together. */
const PARTED =
  "Each partition completes a basket from its own baskets alone; answers are computed from those of all partitions. But for chance, answers are better than the score, and those of models that need many baskets by more.";

/** Kinds of networks that answers about a stream follow from. */
const networksOf: Readonly<Record<string, readonly string[]>> = {
  clicks: ["next-item", "hidden-markov"],
  readings: ["series"],
  ratings: ["words", "boltzmann", "autoencoder"],
};
const noNetworks: readonly string[] = [];

/** Hears of each batch that was made visible, with the entities that changed. */
export type BatchListener = (
  stream: string,
  partition: number,
  progress: Progress,
  keys: ReadonlySet<string>,
) => void;

/** The hot view: everything that was published, in memory, ready to be asked. */
export class View implements AnswerListener {
  readonly board = new ProgressBoard();
  readonly networks = new NetworkShelf();
  readonly catalogue: Catalogue;
  readonly baskets: BasketsView;
  readonly clicks = new ClicksView(this.networks, () => this.board.champion("clicks", "clicks exit"));
  readonly readings = new ReadingsView(this.networks);
  readonly reviews = new ReviewsView(this.networks);
  readonly ratings: RatingsView;
  readonly popular: PopularView;
  /** Share of recommendations' places that are given to chance. */
  readonly exploration: number;
  /** Uniform numbers in 0..1, for exploring. */
  readonly chance: () => number;
  readonly minCount: number;
  readonly #streams: ReadonlyMap<string, StreamView>;
  readonly #changed = new Map<string, Set<string>>();
  readonly #now: () => number;
  /** How often each stream's part changed. */
  readonly #changes = new Map<string, number>();
  #listener: BatchListener = () => undefined;
  #answers = 0;

  /** Items by their descriptions, read with the newest vectors of words. */
  get content(): Descriptions {
    const { content } = this.catalogue;
    const words = this.networks.newest("words")?.net;
    content.use(words instanceof WordNeighbours ? words : undefined);
    return content;
  }

  /** @param now ms since 1970. @param chance uniform numbers in 0..1. */
  constructor(config: Config, now: () => number, chance: () => number = Math.random) {
    this.minCount = config.minCount;
    this.catalogue = new Catalogue(config.itemsMax);
    this.baskets = new BasketsView(config);
    this.ratings = new RatingsView(recommenderOptions(config), this.networks);
    this.popular = new PopularView(this.board, this.ratings, this.baskets, this.clicks);
    this.exploration = config.exploration;
    this.chance = chance;
    this.#now = now;
    this.#streams = new Map<string, StreamView>([
      ["baskets", this.baskets],
      ["clicks", this.clicks],
      ["readings", this.readings],
      ["reviews", this.reviews],
      ["ratings", this.ratings],
    ]);
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now();
  }

  /** Number of the next answer that clicks may name. */
  nextAnswer(): number {
    this.#answers = (this.#answers + 1) & 0xff;
    return this.#answers;
  }

  /** Names the one who hears of batches. */
  onBatch(listener: BatchListener): void {
    this.#listener = listener;
  }

  changed(stream: string, partition: number, entity: string, value: Uint8Array | null): void {
    this.#noteChange(stream);
    this.#streams.get(stream)?.changed(partition, entity, value);
    const keys = this.#changed.get(stream) ?? new Set<string>();
    keys.add(entity.slice(entity.indexOf("/") + 1));
    this.#changed.set(stream, keys);
  }

  progressed(stream: string, partition: number, progress: Progress): void {
    this.#noteChange(stream);
    this.#streams.get(stream)?.progressed(partition, progress);
    const keys = this.#changed.get(stream) ?? new Set<string>();
    this.#changed.delete(stream);
    const tell = (): void => {
      this.#noteChange(stream);
      this.board.progressed(stream, partition, progress);
      // What partitions tell of baskets are blocks of them; whoever listens asks about an item.
      this.#listener(stream, partition, progress, stream === "baskets" ? this.baskets.takeTouched() : keys);
    };
    // Baskets may take more than one turn until answers reflect them; only then is it said that they do.
    if (stream === "baskets") this.baskets.whenCurrent(tell);
    else tell();
  }

  reset(stream: string, partition: number): void {
    this.#noteChange(stream);
    this.#streams.get(stream)?.reset(partition);
  }

  /**
   * Which state of the view answers about these streams follow from: a number that grows with every change of what was
   * published of them, of their networks, of the catalogue, and of which sets of baskets are kept ready. While it stays, so does
   * every answer that follows from the view alone, but for what is new in each. O(streams)
   */
  edition(streams: readonly string[]): number {
    let edition = this.catalogue.revision + this.baskets.demands;
    for (const stream of streams)
      edition += (this.#changes.get(stream) ?? 0) + this.networks.taken(networksOf[stream] ?? noNetworks);
    return edition;
  }

  /** The envelope of an answer that is made of one stream, or of several. */
  envelope(streams: string | readonly string[], model: string, rung: string): Envelope {
    return envelopeOf(
      this.board,
      typeof streams === "string" ? [streams] : streams,
      model,
      rung,
      this.#now(),
    );
  }

  #noteChange(stream: string): void {
    this.#changes.set(stream, (this.#changes.get(stream) ?? 0) + 1);
  }

  /** Rows of the scoreboard of all streams. */
  scoreboard(): ScoreboardRow[] {
    return this.board.streams.flatMap((stream) => {
      const bytes = this.board.stateBytes(stream);
      const isParted = stream === "baskets" && this.board.partitions(stream).size > 1;
      return this.board.scores(stream).map((row) => ({
        ...row,
        since: row.since === null || row.since === 0 ? null : new Date(row.since).toISOString(),
        stateBytes: bytes,
        ...(isParted ? { note: PARTED } : {}),
      }));
    });
  }
}
