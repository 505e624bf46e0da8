import { hash32 } from "@millrace/state";

/**
 * The reader's numbers of items: one for all partitions that know the item. A number is given anew after no partition
 * and no basket names it any more. Some 130 bytes an item.
 */
export class ItemNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #pages: number[] = [];
  readonly #folded: number[] = [];
  readonly #lots: number[] = [];
  readonly #free: number[] = [];
  #idBytes = 0;

  /** Items known. */
  get size(): number {
    return this.#numbers.size;
  }

  /** Bytes held: ids at 2 bytes a character, about 64 for the hash entry, four numbers. */
  get bytes(): number {
    return this.#idBytes + this.#ids.length * 32;
  }

  /** Number of an item, or −1. */
  find(id: string): number {
    return this.#numbers.get(id) ?? -1;
  }

  /** One more than the greatest number. */
  get end(): number {
    return this.#ids.length;
  }

  /** Whether an item has this number now. */
  isKnown(item: number): boolean {
    return this.idOf(item) !== "";
  }

  /** Id of a number that was given. */
  idOf(item: number): string {
    return this.#ids[item] ?? "";
  }

  /** 30 bits that the id alone decides: what is equal in all else is put in order by them, the same at every reader. */
  lotOf(item: number): number {
    return this.#lots[item] ?? 0;
  }

  /** Baskets of an item that are counted but not retained, over all partitions. */
  folded(item: number): number {
    return this.#folded[item] ?? 0;
  }

  /** A page names an item, with so many baskets that are not retained. */
  enter(id: string, folded: number): void {
    let item = this.find(id);
    if (item < 0) {
      item = this.#free.pop() ?? this.#ids.length;
      this.#numbers.set(id, item);
      this.#ids[item] = id;
      this.#pages[item] = 0;
      this.#folded[item] = 0;
      this.#lots[item] = hash32(id) >>> 2;
      this.#idBytes += id.length * 2 + 64;
    }
    this.#pages[item] = (this.#pages[item] ?? 0) + 1;
    this.#folded[item] = (this.#folded[item] ?? 0) + folded;
  }

  /** A page names an item no more. @returns its number where no page does, else −1. */
  leave(id: string, folded: number): number {
    const item = this.find(id);
    if (item < 0) return -1;
    const pages = (this.#pages[item] ?? 0) - 1;
    this.#pages[item] = pages;
    this.#folded[item] = (this.#folded[item] ?? 0) - folded;
    return pages === 0 ? item : -1;
  }

  /** Whether a page names an item. */
  isNamed(item: number): boolean {
    return (this.#pages[item] ?? 0) > 0;
  }

  /** Frees the number of an item that no page and no basket names. */
  forget(item: number): void {
    const id = this.idOf(item);
    this.#numbers.delete(id);
    this.#idBytes -= id.length * 2 + 64;
    this.#ids[item] = "";
    this.#free.push(item);
  }
}
