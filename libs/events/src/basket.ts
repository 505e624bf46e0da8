import Type from "typebox";
import { type JsonObject, latestMs, type ReadContext, type StreamDefinition } from "./definition.ts";
import { idSchema, optional, priceSchema, timeSchema } from "./field-schemas.ts";
import { type Findings, kindOf } from "./findings.ts";
import { QUANTITY_MAX } from "./limits.ts";
import {
  isAbsent,
  isId,
  readId,
  readList,
  readNumber,
  readOptionalId,
  readPrice,
  readTime,
} from "./read-fields.ts";

/** One distinct item of a basket. */
export interface BasketItem {
  readonly itemId: string;
  /** Units bought, summed over the entries with this item; above 0, fractions allowed, 1 unless said. */
  readonly quantity: number;
  /** Price of one unit in the shop's currency: the first that an entry gave. */
  readonly price?: number | undefined;
}

/** What was bought together. */
export interface BasketEvent {
  readonly id: string;
  /** When it was bought, in ms since 1970. */
  readonly time: number;
  readonly userId?: string | undefined;
  /** At least one; each item once, in the order of first mention. */
  readonly items: readonly BasketItem[];
}

const readQuantity = (value: unknown, findings: Findings): number => {
  if (isAbsent(value)) return 1;
  const quantity = readNumber(value, "/items/*/quantity", findings, 0, QUANTITY_MAX);
  if (quantity === 0)
    findings.fail("out_of_range", "/items/*/quantity", `outside of 0 (excluded) to ${QUANTITY_MAX}`);
  return quantity;
};

const readItem = (entry: unknown, findings: Findings): BasketItem => {
  if (isId(entry)) return { itemId: entry, quantity: 1, price: undefined };
  if (typeof entry === "string")
    return { itemId: readId(entry, "/items/*", findings), quantity: 1, price: undefined };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    findings.fail("wrong_type", "/items/*", `expected text or an object, found ${kindOf(entry)}`);
    return { itemId: "", quantity: 1, price: undefined };
  }
  const source = entry as JsonObject;
  return {
    itemId: readId(source.itemId, "/items/*/itemId", findings),
    quantity: readQuantity(source.quantity, findings),
    price: readPrice(source.price, "/items/*/price", findings),
  };
};

const merged = (first: BasketItem, next: BasketItem): BasketItem => ({
  itemId: first.itemId,
  quantity: first.quantity + next.quantity,
  price: first.price ?? next.price,
});

const readItems = (value: unknown, { findings, limits }: ReadContext): readonly BasketItem[] => {
  if (isAbsent(value)) findings.fail("missing_field", "/items", "a list is required");
  const entries = readList(value, "/items", findings, limits.basketItemsMax);
  if (entries === undefined) return [];
  if (entries.length === 0) findings.fail("empty_basket", "/items", "no items");
  const items = new Map<string, BasketItem>();
  for (let i = 0; i < entries.length; i++) {
    findings.index = i;
    const item = readItem(entries[i], findings);
    const first = items.get(item.itemId);
    items.set(item.itemId, first === undefined ? item : merged(first, item));
  }
  return [...items.values()];
};

const itemSchema = () =>
  Type.Union([
    idSchema("The item: one unit."),
    Type.Object({
      itemId: idSchema("The item."),
      quantity: optional(
        Type.Number({
          exclusiveMinimum: 0,
          maximum: QUANTITY_MAX,
          description: "Units bought; 1 unless said.",
        }),
      ),
      price: optional(priceSchema()),
    }),
  ]);

/** The stream `baskets`. */
export const basketStream: StreamDefinition<BasketEvent> = {
  about: "What was bought together.",
  keyRule: "userId, else id",
  compacted: false,
  schema: (limits) =>
    Type.Object(
      {
        id: idSchema("Makes the event count once, however often it arrives."),
        time: timeSchema(),
        userId: optional(idSchema("Who bought, if known.")),
        items: Type.Array(itemSchema(), {
          minItems: 1,
          maxItems: limits.basketItemsMax,
          description:
            "What was bought. Entries of the same item are merged: quantities add up, the first price stays.",
        }),
      },
      { title: "Basket" },
    ),
  example: {
    id: "b-1",
    time: "2024-05-01T10:00:00Z",
    userId: "u-1",
    items: ["milk", { itemId: "flour", quantity: 2, price: 1.29 }],
  },
  read: (source: JsonObject, context: ReadContext): BasketEvent => ({
    id: readId(source.id, "/id", context.findings),
    time: readTime(source.time, "/time", context.findings, latestMs(context)),
    userId: readOptionalId(source.userId, "/userId", context.findings),
    items: readItems(source.items, context),
  }),
  plain: {
    names: ["id", "time", "userId", "items"],
    object: ([id, time, userId, items]) => ({ id, time, userId, items }),
  },
  key: (basket) => basket.userId ?? basket.id,
};
