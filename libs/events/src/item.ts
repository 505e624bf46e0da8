import Type from "typebox";
import type { JsonObject, ReadContext, StreamDefinition } from "./definition.ts";
import { idSchema, idsSchema, optional, priceSchema, textSchema } from "./field-schemas.ts";
import { readFlag, readId, readIds, readPrice, readText } from "./read-fields.ts";

/** What is known about an item; replaces all that was known before. */
export interface ItemEvent {
  /** When it was announced, in ms since 1970: the append time, since the event has no time of its own. */
  readonly time: number;
  readonly itemId: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  /** Price of one unit, in the shop's currency. */
  readonly price?: number | undefined;
  readonly available?: boolean | undefined;
  /** True when the item is no more. */
  readonly deleted: boolean;
}

/** The stream `items`. */
export const itemStream: StreamDefinition<ItemEvent> = {
  about: "What is known about items: the last event of an item replaces those before it.",
  keyRule: "itemId",
  compacted: true,
  schema: (limits) =>
    Type.Object(
      {
        itemId: idSchema("The item."),
        title: optional(textSchema(limits.textCharsMax, "Its name for people.")),
        description: optional(textSchema(limits.textCharsMax, "What it is.")),
        categories: optional(idsSchema(limits.categoriesMax, "What it belongs to.")),
        price: optional(priceSchema()),
        available: optional(Type.Boolean({ description: "Whether it can be had now." })),
        deleted: optional(Type.Boolean({ description: "The item is no more." })),
      },
      { title: "Item" },
    ),
  example: {
    itemId: "i-1",
    title: "Bread knife",
    description: "A serrated knife of 20 cm.",
    categories: ["kitchen", "knives"],
    price: 24.9,
    available: true,
  },
  read: (source: JsonObject, { findings, limits, appendMs }: ReadContext): ItemEvent => ({
    time: appendMs,
    itemId: readId(source.itemId, "/itemId", findings),
    title: readText(source.title, "/title", findings, limits.textCharsMax),
    description: readText(source.description, "/description", findings, limits.textCharsMax),
    categories: readIds(source.categories, "/categories", findings, limits.categoriesMax),
    price: readPrice(source.price, "/price", findings),
    available: readFlag(source.available, "/available", findings),
    deleted: readFlag(source.deleted, "/deleted", findings) ?? false,
  }),
  key: (item) => item.itemId,
  tombstone: (key, { findings, appendMs }) => ({
    time: appendMs,
    itemId: readId(key, "key", findings),
    deleted: true,
  }),
};
