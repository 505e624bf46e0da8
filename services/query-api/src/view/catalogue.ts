import type { ItemEvent } from "@millrace/events";

/** What the `items` topic says of the items, newest word for each. */
export class Catalogue {
  readonly #items = new Map<string, ItemEvent>();
  readonly #max: number;

  /** @param max most items held; those seen first stay. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Takes an item's newest description. */
  apply(item: ItemEvent): void {
    if (item.deleted) this.#items.delete(item.itemId);
    else if (this.#items.has(item.itemId) || this.#items.size < this.#max) this.#items.set(item.itemId, item);
  }

  /** An item's title, if it is known. */
  title(itemId: string): string | undefined {
    return this.#items.get(itemId)?.title;
  }

  /** What is said of an item. */
  item(itemId: string): ItemEvent | undefined {
    return this.#items.get(itemId);
  }

  /** Items whose id begins with the text or whose title holds it, in the order in which they came first. O(items). */
  search(text: string, limit: number): readonly ItemEvent[] {
    const wanted = text.toLowerCase();
    const found: ItemEvent[] = [];
    for (const item of this.#items.values()) {
      if (found.length >= limit) break;
      if (item.itemId.startsWith(text) || item.title?.toLowerCase().includes(wanted) === true)
        found.push(item);
    }
    return found;
  }

  /** Whether an item may be recommended: not withdrawn, not unavailable, in the category if one is asked for. */
  allows(itemId: string, category: string | undefined): boolean {
    const item = this.#items.get(itemId);
    if (item === undefined) return category === undefined;
    return item.available !== false && (category === undefined || (item.categories ?? []).includes(category));
  }

  /** Items held. */
  get size(): number {
    return this.#items.size;
  }
}
