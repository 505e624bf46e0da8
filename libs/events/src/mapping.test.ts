import { expect, it } from "vitest";
import { createDecoder } from "./decoder.ts";
import { decodeMapping, type FieldMapping } from "./mapping.ts";
import { encodeUtf8 } from "./utf8.ts";

const timestamp = Date.UTC(2024, 4, 2);
const record = (value: unknown) => ({
  key: null,
  value: encodeUtf8(JSON.stringify(value)),
  headers: {},
  timestamp,
});

const mappingOf = (setting: unknown): FieldMapping => {
  const decoded = decodeMapping("baskets", setting);
  if (!decoded.ok) throw new Error(decoded.problems.join("; "));
  return decoded.mapping;
};

const setting = {
  id: "/order/no",
  userId: "/order/a~1b~0",
  items: "/lines",
  "items/itemId": "/product/sku",
  "items/quantity": "/n",
};
const order = (sku: unknown) => ({
  order: { no: "o-1", "a/b~": "u-1" },
  time: 0,
  lines: [{ product: { sku: "x" } }, { product: { sku }, n: 3 }],
});

it("reads the events of a topic that keeps the fields elsewhere", () => {
  const { decode } = createDecoder("baskets", { mapping: mappingOf(setting) });
  const event = {
    id: "o-1",
    time: 0,
    userId: "u-1",
    items: [
      { itemId: "x", quantity: 1 },
      { itemId: "y", quantity: 3 },
    ],
  };
  expect(decode(record(order("y")))).toEqual({ ok: true, event });
});

it("names the place in the topic's own document, also within an envelope", () => {
  const { decode } = createDecoder("baskets", { mapping: mappingOf(JSON.stringify(setting)) });
  const detail = "/lines/1/product/sku: expected text, found a number";
  expect(decode(record(order(7)))).toEqual({ ok: false, reason: "wrong_type", detail });
  expect(decode(record({ specversion: "1.0", data: order(7) }))).toMatchObject({ detail: `/data${detail}` });
});

it("reads like no mapping when there are no pointers", () => {
  const event = { id: "b", time: 0, items: ["a", { itemId: "b", price: 2 }] };
  const plain = createDecoder("baskets").decode(record(event));
  expect(createDecoder("baskets", { mapping: mappingOf({}) }).decode(record(event))).toEqual(plain);
});

it("reports every problem of a setting at once", () => {
  const decoded = decodeMapping("clicks", {
    itemId: "sku",
    sku: "/a",
    userId: 7,
    action: "/~2",
    sessionId: "/__proto__/a",
  });
  expect(decoded.ok ? [] : decoded.problems.map((problem) => problem.slice(0, 46))).toEqual([
    'clicks: the pointer of "itemId" is not a JSON ',
    'clicks has no field "sku" (it has id, time, se',
    'clicks: the pointer of "userId" is not text',
    'clicks: the pointer of "action" is not a JSON ',
    'clicks: the pointer of "sessionId" names a fie',
  ]);
  for (const bad of ["{", "[]", null, 7]) expect(decodeMapping("clicks", bad).ok).toBe(false);
});
