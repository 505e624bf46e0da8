import type { ItemEvent } from "@millrace/events";
import { Descriptions } from "@millrace/ranking";

/** Characters of a description that its terms are taken from. */
const TEXT_CHARS_MAX = 2_000;

/** What the `items` topic says of the items, newest word for each. */
export class Catalogue {
  /** Items by what they are described with. */
  readonly content = new Descriptions();
  readonly #items = new Map<string, ItemEvent>();
  /** Items that are no more: events may still speak of them, answers must not. */
  readonly #deleted = new Set<string>();
  /** Those, and what is not to be had. */
  readonly #withheld = new Set<string>();
  #changes = 0;
  readonly #max: number;

  /** @param max most items held; those seen first stay. As many deleted ones are remembered, the newest. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Takes an item's newest description. */
  apply(item: ItemEvent): void {
    const { itemId } = item;
    this.#changes++;
    this.#deleted.delete(itemId);
    this.#withheld.delete(itemId);
    if (item.deleted) {
      this.#withheld.add(itemId);
      this.#items.delete(itemId);
      this.content.remove(itemId);
      this.#deleted.add(itemId);
      const [oldest] = this.#deleted;
      if (this.#deleted.size > this.#max && oldest !== undefined) {
        this.#deleted.delete(oldest);
        this.#withheld.delete(oldest);
      }
      return;
    }
    if (!this.#items.has(itemId) && this.#items.size >= this.#max) return;
    this.#items.delete(itemId);
    this.#items.set(itemId, item);
    if (item.available === false) this.#withheld.add(itemId);
    this.content.put(itemId, termsOf(item));
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

  /** Whether the catalogue describes the item. */
  has(itemId: string): boolean {
    return this.#items.has(itemId);
  }

  /** Whether an item may be recommended: not withdrawn, not unavailable, in the category if one is asked for. */
  allows(itemId: string, category: string | undefined): boolean {
    if (this.#withheld.has(itemId)) return false;
    return category === undefined || (this.#items.get(itemId)?.categories ?? []).includes(category);
  }

  /** Changes with every word on an item. */
  get revision(): number {
    return this.#changes;
  }

  /** The items described last, newest first, at most `limit`. O(items held). @param accept asked of each */
  newest(limit: number, accept: (itemId: string) => boolean): string[] {
    const found: string[] = [];
    for (const itemId of [...this.#items.keys()].reverse()) {
      if (found.length >= limit) break;
      if (accept(itemId)) found.push(itemId);
    }
    return found;
  }

  /** Items held. */
  get size(): number {
    return this.#items.size;
  }
}

/** Words of title, description and categories; a category counts as a whole too, and the title twice. */
const termsOf = ({ title = "", description = "", categories = [] }: ItemEvent): string[] => {
  const words = (text: string): string[] =>
    text
      .slice(0, TEXT_CHARS_MAX)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const titled = words(title);
  const named = categories.flatMap((category) => [`category ${category}`, ...words(category)]);
  return [...titled, ...titled, ...named, ...words(description)];
};
