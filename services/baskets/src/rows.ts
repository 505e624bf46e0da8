import type { BasketEvent } from "@millrace/events";
import type { Position, Row } from "@millrace/pipeline";

/** A basket's history row. */
export const basketRows = (basket: BasketEvent, at: Position): readonly Row[] => [
  {
    table: "baskets",
    values: {
      partition: at.partition,
      offset: at.offset,
      appended_at: at.appendedAt,
      event_time: basket.time,
      id: basket.id,
      user_id: basket.userId ?? "",
      items: basket.items.map((entry) => entry.itemId),
      quantities: basket.items.map((entry) => entry.quantity),
      prices: basket.items.map((entry) => entry.price ?? 0),
    },
  },
];
