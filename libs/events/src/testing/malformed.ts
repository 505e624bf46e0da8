import { defaultEventLimits, type EventLimits, PRICE_MAX, QUANTITY_MAX } from "../limits.ts";
import { definitions, type StreamName } from "../streams.ts";
import { encodeUtf8 } from "../utf8.ts";
import { badUtf8, notJson } from "./malformed-bytes.ts";
import { altered, type MalformedEvent, malformed } from "./malformed-event.ts";
import { badFlags, badIds, badLists, badNumbers, badTexts, badTimes, missing } from "./malformed-fields.ts";
import { badStructure } from "./malformed-structure.ts";

export type { MalformedEvent };

type Event = Readonly<Record<string, unknown>>;
type FieldCases = (good: Event, limits: EventLimits) => readonly MalformedEvent[];

const inEntry = (cases: readonly MalformedEvent[], good: Event): readonly MalformedEvent[] =>
  cases.map(({ name, value, reason }) => {
    // The cases are made for an entry standing alone; here each becomes the second entry of the basket.
    const before = altered(good, { items: ["milk"] }).slice(0, -2);
    const entry = value ?? new Uint8Array();
    return malformed(
      reason,
      `items/1/${name}`,
      Uint8Array.from([...encodeUtf8(`${before},`), ...entry, ...encodeUtf8("]}")]),
    );
  });

const basketItems: FieldCases = (good, limits) => {
  const entry: Event = { itemId: "flour", quantity: 2, price: 1.29 };
  const items = (reason: MalformedEvent["reason"], name: string, value: unknown) =>
    malformed(reason, `items: ${name}`, altered(good, { items: value }));
  return [
    ...missing(good, "items"),
    items("empty_basket", "empty", []),
    items(
      "too_many_items",
      "one too many",
      Array.from({ length: limits.basketItemsMax + 1 }, (_, i) => `i-${i}`),
    ),
    items("too_many_items", "one too many, all the same", Array(limits.basketItemsMax + 1).fill("milk")),
    ...["milk", "milk,flour", 1, true, {}, { 0: "milk" }].map((v) =>
      items("wrong_type", JSON.stringify(v), v),
    ),
    ...[null, 1, true, [], ["milk"]].map((v) =>
      items("wrong_type", `entry ${JSON.stringify(v)}`, ["milk", v]),
    ),
    items("id_length", "an empty entry", ["milk", ""]),
    items("id_length", "an entry of 257 characters", ["milk", "m".repeat(257)]),
    items("missing_field", "an empty object", ["milk", {}]),
    items("missing_field", "an entry under another name", [{ sku: "milk" }]),
    ...inEntry(
      [
        ...missing(entry, "itemId"),
        ...badIds(entry, "itemId"),
        ...badNumbers(entry, "quantity", [0, -1, -0.5, QUANTITY_MAX * 1.1, 1e300]),
        ...badNumbers(entry, "price", [-1, -0.01, PRICE_MAX * 1.1]),
      ],
      good,
    ),
  ];
};

const covariates: FieldCases = (good, limits) => {
  const names = Object.fromEntries(Array.from({ length: limits.covariatesMax + 1 }, (_, i) => [`c${i}`, i]));
  const cases = (reason: MalformedEvent["reason"], values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).map(([name, value]) =>
      malformed(reason, `covariates: ${name}`, altered(good, { covariates: value })),
    );
  return [
    ...cases("wrong_type", {
      text: "a",
      number: 1,
      list: [1],
      "a text inside": { a: "1" },
      "an object inside": { a: {} },
    }),
    ...cases("id_length", {
      "an empty name": { "": 1 },
      "a name of 257 characters": { ["n".repeat(257)]: 1 },
    }),
    ...cases("too_many_items", { "one too many": names }),
    malformed(
      "not_finite",
      "covariates: 1e999",
      altered(good, { covariates: {} }).replace("{}", '{"a":1e999}'),
    ),
  ];
};

const nothingToLearn: FieldCases = (good) =>
  [
    {},
    { text: "" },
    { text: " \n\t\u00A0" },
    { deleted: false },
    { rating: null, text: null, deleted: null },
  ].map((rest) =>
    malformed(
      "nothing_to_learn",
      JSON.stringify(rest),
      altered(good, { rating: undefined, text: undefined, ...rest }),
    ),
  );

const fieldCases: { readonly [S in StreamName]: FieldCases } = {
  clicks: (good, limits) => [
    ...["id", "sessionId", "itemId", "action"].flatMap((field) => [
      ...missing(good, field),
      ...badIds(good, field),
    ]),
    ...["userId", "answerId"].flatMap((field) => badIds(good, field)),
    ...missing(good, "time"),
    ...badTimes(good, "time"),
    ...badLists(good, "shown", limits.shownItemsMax),
  ],
  baskets: (good, limits) => [
    ...[...missing(good, "id"), ...badIds(good, "id"), ...badIds(good, "userId")],
    ...[...missing(good, "time"), ...badTimes(good, "time")],
    ...basketItems(good, limits),
  ],
  reviews: (good, limits) => [
    ...["id", "userId", "itemId"].flatMap((field) => [...missing(good, field), ...badIds(good, field)]),
    ...[...missing(good, "time"), ...badTimes(good, "time")],
    ...badNumbers(good, "rating", [0, 0.4, 0.75, 3.3, 4.9999, 5.1, 5.5, 10, -1]),
    ...badTexts(good, "text", limits.textCharsMax),
    ...badFlags(good, "deleted"),
    ...nothingToLearn(good, limits),
  ],
  readings: (good, limits) => [
    ...[...badIds(good, "id"), ...missing(good, "seriesId"), ...badIds(good, "seriesId")],
    ...[...missing(good, "time"), ...badTimes(good, "time")],
    ...[...missing(good, "value"), ...badNumbers(good, "value", [])],
    ...covariates(good, limits),
  ],
  items: (good, limits) => [
    ...[...missing(good, "itemId"), ...badIds(good, "itemId")],
    ...["title", "description"].flatMap((field) => badTexts(good, field, limits.textCharsMax)),
    ...badLists(good, "categories", limits.categoriesMax),
    ...badNumbers(good, "price", [-1, -0.01, PRICE_MAX * 1.1]),
    ...["available", "deleted"].flatMap((field) => badFlags(good, field)),
  ],
};

/** A record without a value; on the compacted topic of items that is lawful unless the key names no item. */
const nullValue = (stream: StreamName): MalformedEvent =>
  definitions[stream].tombstone
    ? {
        name: "a record without a value, and a key of 257 characters",
        key: encodeUtf8("k".repeat(257)),
        value: null,
        reason: "id_length",
      }
    : { name: "a record without a value", key: encodeUtf8("malformed"), value: null, reason: "null_value" };

/**
 * Records of a stream that must all become dead letters, each with the reason that must be given: more than 200, always
 * the same. None is larger than a broker takes by default. Far futures are so whenever the records are appended before
 * the year 2280. The values are fresh copies.
 */
export const malformedEvents = (
  stream: StreamName,
  limits: EventLimits = defaultEventLimits,
): readonly MalformedEvent[] => {
  const good = definitions[stream].example;
  const idField = stream === "items" ? "itemId" : stream === "readings" ? "seriesId" : "id";
  return [
    nullValue(stream),
    ...badUtf8(good),
    ...notJson(good),
    ...badStructure(good, idField, limits),
    ...fieldCases[stream](good, limits),
  ];
};
