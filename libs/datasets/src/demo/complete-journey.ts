import type { BasketEvent, ItemEvent } from "../event.ts";

/** The transactions table of Complete Journey by column; all of one length, one row per product in a basket. */
export interface PurchaseColumns {
  readonly household_id: ArrayLike<bigint | number>;
  readonly basket_id: ArrayLike<bigint | number>;
  readonly product_id: ArrayLike<bigint | number>;
  readonly transaction_timestamp: ArrayLike<Date>;
}

/** A row of its products table. */
export interface ProductRow {
  readonly product_id: bigint | number;
  readonly department: string | null;
  readonly brand: string | null;
  readonly product_category: string | null;
  readonly product_type: string | null;
  readonly package_size: string | null;
}

/** Baskets in order of time (that of the basket's first row), with ids `cj-…`. Holds all baskets. */
export const completeJourneyBaskets = (columns: PurchaseColumns): BasketEvent[] => {
  const baskets = new Map<string, { time: number; userId: string; items: Set<string> }>();
  for (let row = 0; row < columns.basket_id.length; row++) {
    const key = String(columns.basket_id[row]);
    let basket = baskets.get(key);
    if (basket === undefined) {
      const time = columns.transaction_timestamp[row]?.getTime() ?? Number.NaN;
      basket = { time, userId: `cj-${columns.household_id[row]}`, items: new Set() };
      baskets.set(key, basket);
    }
    basket.items.add(`cj-${columns.product_id[row]}`);
  }
  return Array.from(baskets, ([key, { time, userId, items }]) => ({
    id: `cj-${key}`,
    time,
    userId,
    items: [...items],
  })).sort((a, b) => a.time - b.time);
};

/** The products that were sold, with a title of type and size; ids `cj-…`. */
export function* completeJourneyItems(
  products: Iterable<ProductRow>,
  sold: ReadonlySet<string>,
): Generator<ItemEvent, void, undefined> {
  for (const row of products) {
    const itemId = `cj-${row.product_id}`;
    if (!sold.has(itemId)) continue;
    const name = row.product_type ?? row.product_category ?? row.department ?? "unnamed product";
    const size = row.package_size === null ? "" : `, ${row.package_size.trim()}`;
    const categories = [row.department, row.product_category].filter((category) => category !== null);
    const brand = row.brand === null ? {} : { description: `${row.brand} brand` };
    yield { itemId, title: name + size, ...brand, categories };
  }
}
