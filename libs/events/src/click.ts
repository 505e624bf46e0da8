import Type from "typebox";
import { type JsonObject, latestMs, type ReadContext, type StreamDefinition } from "./definition.ts";
import { idSchema, idsSchema, optional, timeSchema } from "./field-schemas.ts";
import { readId, readIds, readOptionalId, readTime } from "./read-fields.ts";

/** Something that a visitor did with an item during a session. */
export interface ClickEvent {
  readonly id: string;
  /** When it happened, in ms since 1970. */
  readonly time: number;
  readonly sessionId: string;
  readonly userId?: string | undefined;
  readonly itemId: string;
  /** `view`, `cart`, `purchase`, `exit`, or any other word. */
  readonly action: string;
  /** The items that the visitor could choose from, in the order shown. */
  readonly shown?: readonly string[] | undefined;
  /** The answer of this system that led here. */
  readonly answerId?: string | undefined;
}

/** The stream `clicks`. */
export const clickStream: StreamDefinition<ClickEvent> = {
  about: "What visitors do with items, click by click.",
  keyRule: "sessionId",
  compacted: false,
  schema: (limits) =>
    Type.Object(
      {
        id: idSchema("Makes the event count once, however often it arrives."),
        time: timeSchema(),
        sessionId: idSchema("The visit that the click belongs to."),
        userId: optional(idSchema("Who, if known.")),
        itemId: idSchema("The item or page."),
        action: idSchema("What was done: view, cart, purchase, exit, or any other word."),
        shown: optional(idsSchema(limits.shownItemsMax, "Items that were shown, in order.")),
        answerId: optional(idSchema("The answer of this system that led here.")),
      },
      { title: "Click" },
    ),
  example: {
    id: "c-1",
    time: "2024-05-01T10:00:00Z",
    sessionId: "s-1",
    userId: "u-1",
    itemId: "i-2",
    action: "view",
    shown: ["i-1", "i-2"],
    answerId: "a-1",
  },
  read: (source: JsonObject, context: ReadContext): ClickEvent => {
    const { findings, limits } = context;
    return {
      id: readId(source.id, "/id", findings),
      time: readTime(source.time, "/time", findings, latestMs(context)),
      sessionId: readId(source.sessionId, "/sessionId", findings),
      userId: readOptionalId(source.userId, "/userId", findings),
      itemId: readId(source.itemId, "/itemId", findings),
      action: readId(source.action, "/action", findings),
      shown: readIds(source.shown, "/shown", findings, limits.shownItemsMax),
      answerId: readOptionalId(source.answerId, "/answerId", findings),
    };
  },
  plain: {
    names: ["id", "time", "sessionId", "userId", "itemId", "action", "shown", "answerId"],
    object: ([id, time, sessionId, userId, itemId, action, shown, answerId]) => ({
      id,
      time,
      sessionId,
      userId,
      itemId,
      action,
      shown,
      answerId,
    }),
  },
  key: (click) => click.sessionId,
};
