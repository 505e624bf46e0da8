import type { ClickEvent } from "@millrace/events";
import type { Row } from "@millrace/pipeline";

/** A click's history row. */
export const clickRow = (click: ClickEvent): Row => ({
  table: "clicks",
  values: {
    id: click.id,
    session_id: click.sessionId,
    user_id: click.userId ?? null,
    item_id: click.itemId,
    action: click.action,
  },
});
