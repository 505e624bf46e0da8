import { FactorReplica, PreferenceReplica, popularityOf, type Scored, TREND_PRIOR } from "@millrace/factors";
import { TasteNet } from "@millrace/neural";
import { decodeWeights, priorWeights } from "@millrace/ranking";
import { preferenceOptions, type RecommenderOptions, ratingOptions } from "@millrace/service-reviews";
import { KeptBySlot } from "./kept-by-slot.ts";
import { NetworkShelf } from "./networks.ts";
import { firstOf, READY } from "./ready-list.ts";
import type { StreamView } from "./stream-view.ts";

/** A list for everybody: ids, best first, and the score of the first. */
interface Everybody {
  readonly itemIds: readonly string[];
  readonly top: number;
}

/** Users' and items' factors and preferences, as the recommender publishes them. */
export class RatingsView implements StreamView {
  /** Those of the recommender. */
  readonly options: RecommenderOptions;
  readonly #shelf: NetworkShelf;
  /** `kind/version` of the network in the place of the preferences' factors. */
  readonly #leadings = new Map<number, string>();
  readonly #factors: FactorReplica;
  readonly #preferences: PreferenceReplica;
  /** By partition: each learns from its own users' choices. */
  readonly #weightsOf = new Map<number, readonly number[]>();
  #weights: readonly number[] = priorWeights;
  /** What most partitions' {@link #leadings} say; empty before the first. */
  #leading = "";
  /** Kept until the next batch: lists for everybody, and what their scores are by slot. */
  #trending: Everybody | undefined;
  #popular: Everybody | undefined;
  readonly #trends = new KeptBySlot();
  readonly #popularities = new KeptBySlot();
  readonly #likings = new KeptBySlot();

  constructor(options: RecommenderOptions, shelf = new NetworkShelf()) {
    this.options = options;
    this.#shelf = shelf;
    this.#factors = new FactorReplica(ratingOptions(options));
    this.#preferences = new PreferenceReplica(preferenceOptions(options));
  }

  /** Everything that can be asked of the ratings. */
  get factors(): FactorReplica {
    return this.#factors;
  }

  /** Everything that can be asked of clicks, purchases and good ratings. */
  get preferences(): PreferenceReplica {
    return this.#preferences;
  }

  /** Users and items that this reader let go for want of room. */
  get evictions(): number {
    return this.#factors.size.evictions + this.#preferences.size.evictions;
  }

  /** What each source of recommendations is worth. */
  get weights(): readonly number[] {
    return this.#weights;
  }

  /** The network that stands in the place of the preferences' factors, where one leads and is at hand. */
  get leading(): TasteNet | undefined {
    const cut = this.#leading.indexOf("/");
    if (cut < 0) return undefined;
    const net = this.#shelf.network(this.#leading.slice(0, cut), this.#leading.slice(cut + 1));
    return net instanceof TasteNet ? net : undefined;
  }

  /** Its name, as `kind/version`; undefined where there is none. */
  get leadingName(): string | undefined {
    return this.leading === undefined ? undefined : this.#leading;
  }

  /** What the trend of the item in a slot is, as a share of that of the most trending one: 0..1. */
  trend(slot: number): number {
    const { top } = this.#mostTrending();
    return top <= 0 ? 0 : this.#trends.get(slot, this.#trendOf) / top;
  }

  /** What trends, best first. Kept ready until the next batch where nothing is left out. */
  trending(limit: number, accept: (itemId: string) => boolean): string[] {
    const whole = (): string[] =>
      this.#named(this.#preferences.trending(limit, this.#preferences.now, TREND_PRIOR, accept));
    return firstOf(this.#mostTrending().itemIds, limit, accept, whole);
  }

  /** How many people touched the item in a slot, as `popularityOf` has it: 0..1. */
  popularity(slot: number): number {
    return this.#popularities.get(slot, this.#popularityOf);
  }

  /** What most people touched, best first. Kept ready until the next batch where nothing is left out. */
  touched(limit: number, accept: (itemId: string) => boolean): string[] {
    const whole = (): string[] => this.#named(this.#preferences.popular(limit, accept));
    return firstOf(this.#mostTouched().itemIds, limit, accept, whole);
  }

  /** How well everybody rated the item in a slot of the {@link factors}, in stars, as `FactorReplica.popularity` has it. */
  liking(slot: number): number {
    return this.#likings.get(slot, this.#likingOf);
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const kind = cut < 0 ? entity : entity.slice(0, cut);
    const id = entity.slice(cut + 1);
    if (value === null) this.#gone(partition, kind, id);
    else this.#said(partition, kind, id, value);
  }

  progressed(): void {
    this.#trending = undefined;
    this.#popular = undefined;
    this.#trends.forget();
    this.#popularities.forget();
    this.#likings.forget();
  }

  reset(partition: number): void {
    this.#factors.removePartition(partition);
    this.#preferences.removePartition(partition);
    this.#weightsOf.delete(partition);
    this.#leadings.delete(partition);
    this.#leading = mostSaid([...this.#leadings.values()]);
    this.#weights = meanOf([...this.#weightsOf.values()]);
    this.progressed();
  }

  #said(partition: number, kind: string, id: string, value: Uint8Array): void {
    if (kind === "global") this.#factors.applyGlobal(value, partition);
    else if (kind === "user") this.#factors.applyUser(id, value, partition);
    else if (kind === "item") this.#factors.applyItem(id, value, partition);
    else if (kind === "taste") this.#preferences.applyUser(id, value, partition);
    else if (kind === "liking") this.#preferences.applyItem(id, value, partition);
    else if (kind === "totals") this.#preferences.applyTotals(value, partition);
    else if (kind === "leading") {
      this.#leadings.set(partition, new TextDecoder().decode(value));
      this.#leading = mostSaid([...this.#leadings.values()]);
    } else if (kind === "blend") {
      this.#weightsOf.set(partition, decodeWeights(value));
      this.#weights = meanOf([...this.#weightsOf.values()]);
    }
  }

  #gone(partition: number, kind: string, id: string): void {
    if (kind === "user") this.#factors.removeUser(id);
    else if (kind === "item") this.#factors.removeItem(id, partition);
    else if (kind === "taste") this.#preferences.removeUser(id);
    else if (kind === "liking") this.#preferences.removeItem(id, partition);
  }

  readonly #trendOf = (slot: number): number =>
    this.#preferences.trend(slot, this.#preferences.now, TREND_PRIOR);

  readonly #popularityOf = (slot: number): number =>
    popularityOf(this.#preferences.countOf(slot), this.#mostTouched().top);

  readonly #likingOf = (slot: number): number => this.#factors.popularity(slot);

  #named(list: readonly Scored[]): string[] {
    return list.map(({ slot }) => this.#preferences.itemAt(slot) ?? "");
  }

  #mostTouched(): Everybody {
    this.#popular ??= this.#everybody(this.#preferences.popular(READY, () => true));
    return this.#popular;
  }

  #mostTrending(): Everybody {
    this.#trending ??= this.#everybody(
      this.#preferences.trending(READY, this.#preferences.now, TREND_PRIOR, () => true),
    );
    return this.#trending;
  }

  #everybody(list: readonly Scored[]): Everybody {
    return { itemIds: this.#named(list), top: list[0]?.score ?? 0 };
  }
}

const meanOf = (lists: readonly (readonly number[])[]): readonly number[] =>
  lists.length === 0
    ? priorWeights
    : priorWeights.map((_, s) => lists.reduce((sum, list) => sum + (list[s] ?? 0), 0) / lists.length);

/** What most say; of equals, the first. */
const mostSaid = (said: readonly string[]): string => {
  const times = (one: string): number => said.filter((other) => other === one).length;
  return said.reduce((best, one) => (times(one) > times(best) ? one : best), said[0] ?? "");
};
