import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDecoder } from "./decoder.ts";
import { encodeEvent } from "./encode.ts";
import { defaultEventLimits } from "./limits.ts";
import { reasons } from "./reason.ts";
import type { EventRecord } from "./record.ts";
import { definitions, partitionKey, streams } from "./streams.ts";
import { encodeUtf8 } from "./utf8.ts";

const timestamp = Date.UTC(2024, 4, 2);
const record = (value: unknown, rest: Partial<EventRecord> = {}): EventRecord => ({
  key: null,
  value: encodeUtf8(JSON.stringify(value)),
  headers: {},
  timestamp,
  ...rest,
});

describe.each(streams)("the decoder of %s", (stream) => {
  const decoder = createDecoder(stream);
  const good = definitions[stream].example;

  it("gives a verdict on any bytes", () => {
    const headers = fc.dictionary(
      fc.constantFrom("ce_specversion", "ce_id", "millrace-version"),
      fc.uint8Array(),
    );
    const bytes = fc.option(fc.uint8Array({ maxLength: 60 }));
    fc.assert(
      fc.property(bytes, bytes, headers, (key, value, h) => {
        const decoded = decoder.decode({ key, value, headers: h, timestamp });
        expect(decoded.ok || decoded.reason in reasons).toBe(true);
      }),
    );
  });

  it("gives the same verdict on any JSON, as bytes or parsed, and repeats nothing but names of fields", () => {
    const secret = fc.string({ minLength: 5 }).map((s) => `secret${s}`);
    // What looks like the name of a field is told as one; with a blank in it, it does not.
    const name = fc.string({ minLength: 5 }).map((s) => `secret ${s}`);
    const values = fc.oneof(
      secret,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
      fc.array(secret),
      fc.dictionary(name, secret),
    );
    const fields = fc.constantFrom(
      ...Object.keys(definitions[stream].schema(defaultEventLimits).properties),
      "specversion",
      "data",
    );
    const json = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fields, values).map((some) => ({ ...good, ...some })),
    );
    fc.assert(
      fc.property(json, (value) => {
        const decoded = decoder.decode(record(value));
        expect(decoder.decodeJson(JSON.parse(JSON.stringify(value)), timestamp)).toEqual(decoded);
        expect(decoded.ok ? "" : decoded.detail).not.toMatch(/secret./);
      }),
    );
  });

  it("reads back what it encodes, and ignores what it does not know", () => {
    const decoded = decoder.decode(record({ ...good, unknown: { a: [1] } }));
    if (!decoded.ok) throw new Error(decoded.detail);
    expect(decoder.decode({ ...record(null), value: encodeEvent(decoded.event) })).toEqual(decoded);
    expect(partitionKey(stream, decoded.event)).toBeTruthy();
  });

  it("reads an event in and out of a CloudEvents envelope alike", () => {
    const plain = decoder.decode(record(good));
    const { id, time, ...data } = good;
    const binary = {
      ce_specversion: encodeUtf8("1.0"),
      ce_id: encodeUtf8(String(id)),
      ce_time: encodeUtf8("2024-05-01T10:00:00Z"),
    };
    expect(plain.ok).toBe(true);
    expect(decoder.decode(record({ specversion: "1.0", id, time, source: "/s", type: "t", data }))).toEqual(
      plain,
    );
    expect(decoder.decode(record(data, { headers: binary }))).toEqual(plain);
    expect(decoder.decode(record({ specversion: "1.0", id: "other", data: good }))).toEqual(plain);
  });

  it("refuses versions that it does not know", () => {
    for (const name of ["millrace-version", "ce_specversion"]) {
      const decoded = decoder.decode(record(good, { headers: { [name]: encodeUtf8("2") } }));
      expect(decoded).toMatchObject({ ok: false, reason: "unsupported_version" });
    }
    expect(decoder.decode(record(good, { headers: { "millrace-version": encodeUtf8("1") } })).ok).toBe(true);
  });

  it("takes null for absent, and the last of two fields of one name", () => {
    const text = JSON.stringify(good);
    const twice = `{"itemId":7,"seriesId":7,"id":7,${text.slice(1)}`;
    const expected = decoder.decode(record(good));
    expect(decoder.decode({ ...record(null), value: encodeUtf8(`{"id":"b",${text.slice(1)}`) })).toEqual(
      expected,
    );
    if ("id" in good && "itemId" in good)
      expect(decoder.decode({ ...record(null), value: encodeUtf8(twice) })).toEqual(expected);
    const nulls = Object.fromEntries(
      Object.keys(definitions[stream].schema(defaultEventLimits).properties).map((f) => [f, null]),
    );
    expect(decoder.decode(record({ ...nulls, ...good }))).toEqual(expected);
  });
});

describe("the limits", () => {
  const basket = (time: number) => ({ id: "b", time, items: ["a"] });
  const { decode } = createDecoder("baskets");

  it("allow times up to a day after the append time, and not a millisecond more", () => {
    expect(decode(record(basket(timestamp + 86_400_000))).ok).toBe(true);
    expect(decode(record(basket(timestamp + 86_400_001)))).toMatchObject({
      reason: "far_future",
      detail: expect.stringMatching(/^\/time: 1 ms/),
    });
  });

  it("allow a value of exactly the size, and ids of 256 characters however many bytes they have", () => {
    const text = JSON.stringify({ ...basket(timestamp), userId: "😀".repeat(256) });
    const padded = encodeUtf8(text + " ".repeat(defaultEventLimits.recordBytesMax - encodeUtf8(text).length));
    expect(padded.length).toBe(defaultEventLimits.recordBytesMax);
    expect(decode({ ...record(null), value: padded }).ok).toBe(true);
  });
});

describe("a basket", () => {
  it("holds each item once, in the order of first mention, with quantities added and the first price", () => {
    const ids = fc.constantFrom("a", "b", "c");
    const entry = fc.oneof(
      ids,
      fc.record(
        { itemId: ids, quantity: fc.integer({ min: 1, max: 9 }), price: fc.nat() },
        { requiredKeys: ["itemId"] },
      ),
    );
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (items) => {
        const full = items.map((item) => (typeof item === "string" ? { itemId: item } : item));
        const expected = [...new Set(full.map(({ itemId }) => itemId))].map((itemId) => {
          const same = full.filter((item) => item.itemId === itemId);
          return {
            itemId,
            quantity: same.reduce((sum, item) => sum + (item.quantity ?? 1), 0),
            price: same.find((item) => item.price !== undefined)?.price,
          };
        });
        const decoded = createDecoder("baskets").decode(record({ id: "b", time: 0, items }));
        expect(decoded).toMatchObject({ ok: true, event: { items: expected } });
      }),
    );
  });
});

describe("a record without a value", () => {
  const tombstone = { ...record(null), value: null };

  it("withdraws the item that its key names", () => {
    const decoded = createDecoder("items").decode({ ...tombstone, key: encodeUtf8("i-1") });
    expect(decoded).toEqual({ ok: true, event: { time: timestamp, itemId: "i-1", deleted: true } });
    expect(createDecoder("items").decode(tombstone)).toMatchObject({ reason: "null_value" });
    expect(createDecoder("items").decode({ ...tombstone, key: Uint8Array.of(0xff) })).toMatchObject({
      reason: "bad_utf8",
    });
  });
});
