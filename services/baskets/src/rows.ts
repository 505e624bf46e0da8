import type { BasketEvent } from "@millrace/events";
import type { Row } from "@millrace/pipeline";

/** A basket's history row. */
export const basketRow = (basket: BasketEvent): Row => ({
  table: "baskets",
  values: {
    id: basket.id,
    user_id: basket.userId ?? null,
    items: basket.items.map((entry) => entry.itemId),
    quantities: basket.items.map((entry) => entry.quantity),
    prices: basket.items.map((entry) => entry.price ?? null),
  },
});
