import fc from "fast-check";
import { expect, it } from "vitest";
import { createDecoder } from "./decoder.ts";
import { defaultEventLimits } from "./limits.ts";
import { PlainReader } from "./plain-reader.ts";
import { definitions, streams } from "./streams.ts";
import { encodeUtf8 } from "./utf8.ts";

const names = ["id", "time", "value", "covariates"];
const reader = new PlainReader({
  names,
  object: (values) => Object.fromEntries(names.map((name, n) => [name, values[n]])),
});

/** All fields, those that are absent undefined; undefined for what is no JSON. */
const parsed = (text: string): unknown => {
  try {
    const value = JSON.parse(text);
    return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...value };
  } catch {
    return undefined;
  }
};

const blanks = fc.oneof({ weight: 6, arbitrary: fc.constant("") }, fc.constantFrom(" ", "\n", "\r\t "));
const spaced = (text: fc.Arbitrary<string>) =>
  fc.tuple(blanks, text, blanks).map(([before, inner, behind]) => before + inner + behind);
const digits = fc
  .array(fc.constantFrom(..."0123456789"), { minLength: 1, maxLength: 20 })
  .map((d) => d.join(""));
const numbers = fc.oneof(
  fc
    .tuple(fc.constantFrom("", "-"), fc.bigInt({ min: 0n, max: 10n ** 22n }))
    .map(([sign, n]) => `${sign}${n}`),
  fc.tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), digits).map(([n, d]) => `${n}.${d}`),
  fc.tuple(fc.constantFrom("-0.", "0."), digits).map((parts) => parts.join("")),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.nat(99), fc.constantFrom("e", "E", "e+", "e-"), fc.nat(400)).map((parts) => parts.join("")),
);
const texts = fc
  .array(fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789 _-:,.{}[]/'\u007f"), { maxLength: 60 })
  .map((chars) => `"${chars.join("")}"`);
const scalars = fc.oneof(numbers, texts, fc.constant("null"));
const fields = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>, minLength = 0) =>
  spaced(
    fc
      .array(
        fc.tuple(spaced(name), spaced(value)).map(([n, v]) => `${n}:${v}`),
        { minLength, maxLength: 5 },
      )
      .map((all) => `{${all.join(",")}}`),
  );
const lists = (value: fc.Arbitrary<string>) =>
  fc.array(spaced(value), { maxLength: 4 }).map((all) => `[${all.join(",")}]`);
const inner = fc.oneof(scalars, lists(scalars), fields(texts, scalars));
const values = fc.oneof(scalars, lists(inner), fields(texts, inner));
// An object without any field is no event, and left to others.
const plain = fields(fc.constantFrom(...names.map((name) => `"${name}"`)), values, 1);

it("reads plain JSON as its parser does, to the bit and in its order", () => {
  fc.assert(
    fc.property(plain, (text) => {
      const [read, expected] = [reader.read(encodeUtf8(text)), parsed(text)];
      expect(read).toStrictEqual(expected);
      expect(JSON.stringify(read?.covariates)).toBe(
        JSON.stringify(Reflect.get(Object(expected), "covariates")),
      );
    }),
    { numRuns: 150 },
  );
});

it("says nothing about any other bytes, or what their parser says", () => {
  const odd = fc.constantFrom(
    ...["e", ".", "-", "0", "9", '"', "\\", "\\u0041", "\\n", "\n", "\u0000", "é", "😀", "{", "}", "[", "]"],
    ...[
      ",",
      ":",
      " ",
      "true",
      "null",
      "NaN",
      '"__proto__":',
      '"constructor":1,',
      '"other":1,',
      '"id":',
      "[[[[",
    ],
  );
  let different = 0;
  fc.assert(
    fc.property(plain, fc.nat(), fc.nat(2), odd, (text, at, removed, put) => {
      const place = at % (text.length + 1);
      const changed = text.slice(0, place) + put + text.slice(place + removed);
      const read = reader.read(encodeUtf8(changed));
      if (read === undefined) different++;
      else expect(read).toStrictEqual(parsed(changed));
    }),
    { numRuns: 500 },
  );
  expect(different).toBeGreaterThan(250);
});

it("leaves bytes that are no ASCII, and what is cut, to others", () => {
  const good = encodeUtf8('{"id":"abc","value":12.5,"covariates":{"a":null}}');
  expect(reader.read(good)).toBeDefined();
  for (let at = 0; at < good.length; at++) {
    expect(reader.read(good.subarray(0, at))).toBeUndefined();
    for (const byte of [0x80, 0xff]) expect(reader.read(good.with(at, byte))).toBeUndefined();
  }
});

it("knows all fields of the streams that it reads, each by its name", () => {
  const read = streams.filter((stream) => definitions[stream].plain !== undefined);
  expect(read).toEqual(["clicks", "baskets", "readings"]);
  for (const stream of read) {
    const { plain: own, schema, example } = definitions[stream];
    const all = Object.keys(schema(defaultEventLimits).properties);
    expect(own?.names).toEqual(all);
    expect(own?.object(all)).toStrictEqual(Object.fromEntries(all.map((name) => [name, name])));
    expect(own && new PlainReader(own).read(encodeUtf8(JSON.stringify(example)))).toEqual(example);
  }
});

it("keeps to the limits of a decoder that allows less", () => {
  const value = encodeUtf8('{"id":"b","time":0,"items":[{"itemId":"a"}]}');
  const record = { key: null, value, headers: {}, timestamp: 0 };
  const under = (limits: object) =>
    createDecoder("baskets", { limits: { ...defaultEventLimits, ...limits } }).decode(record);
  expect(under({ depthMax: 3, recordBytesMax: value.length }).ok).toBe(true);
  expect(under({ depthMax: 2 })).toMatchObject({ reason: "too_deep" });
  expect(under({ recordBytesMax: value.length - 1 })).toMatchObject({ reason: "too_large" });
});
