import type { BasketsView } from "./baskets.ts";
import type { ClicksView } from "./clicks.ts";
import type { ProgressBoard } from "./progress.ts";
import type { RatingsView } from "./ratings.ts";
import { firstOf, READY } from "./ready-list.ts";

/** An item of a list for everybody, with its share of what the first one has. */
export interface PopularItem {
  readonly itemId: string;
  /** 0..1. */
  readonly share: number;
}

interface KeptList {
  readonly version: string;
  readonly items: readonly PopularItem[];
  readonly itemIds: readonly string[];
}

/** What is popular with everybody, by each stream; kept ready until the stream's next batch. */
export class PopularView {
  readonly #board: ProgressBoard;
  readonly #ratings: RatingsView;
  readonly #baskets: BasketsView;
  readonly #clicks: ClicksView;
  readonly #lists = new Map<string, KeptList>();

  constructor(board: ProgressBoard, ratings: RatingsView, baskets: BasketsView, clicks: ClicksView) {
    this.#board = board;
    this.#ratings = ratings;
    this.#baskets = baskets;
    this.#clicks = clicks;
  }

  /** Rated well and often, best first. */
  liked(limit: number, accept: (itemId: string) => boolean): string[] {
    const { factors } = this.#ratings;
    const ready = this.#list("ratings", (most) => shares(factors.popular(most))).itemIds;
    return firstOf(ready, limit, accept, () =>
      factors.popular(limit, { accept }).map(({ itemId }) => itemId),
    );
  }

  /** Bought most often, of all baskets. At most {@link READY} are looked at. */
  bought(limit: number, accept: (itemId: string) => boolean): PopularItem[] {
    const { index } = this.#baskets;
    const { items: all } = this.#list("baskets", (most) =>
      shares(
        index.itemsets(1, 1, most).map(({ items, count }) => ({ itemId: items[0] ?? "", score: count })),
      ),
    );
    return all.filter(({ itemId }) => accept(itemId)).slice(0, limit);
  }

  /** Visited most often, of all clicks. At most {@link READY} are looked at. */
  clicked(limit: number, accept: (itemId: string) => boolean): PopularItem[] {
    const { items: all } = this.#list("clicks", (most) =>
      shares(this.#clicks.pages(most, 0).map(({ itemId, visits }) => ({ itemId, score: visits }))),
    );
    return all.filter(({ itemId }) => accept(itemId)).slice(0, limit);
  }

  #list(stream: string, make: (most: number) => readonly PopularItem[]): KeptList {
    const version = this.#board.version(stream);
    const known = this.#lists.get(stream);
    if (known?.version === version) return known;
    const items = make(READY);
    const list = { version, items, itemIds: items.map(({ itemId }) => itemId) };
    this.#lists.set(stream, list);
    return list;
  }
}

const shares = (list: readonly { readonly itemId: string; readonly score: number }[]): PopularItem[] => {
  const top = list[0]?.score ?? 0;
  return list.map(({ itemId, score }) => ({ itemId, share: top > 0 ? score / top : 0 }));
};
