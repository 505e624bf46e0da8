import fc from "fast-check";
import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { Findings } from "./findings.ts";
import { defaultEventLimits, ID_CHARS_MAX, PRICE_MAX, QUANTITY_MAX } from "./limits.ts";
import { definitions, streams } from "./streams.ts";
import { TIME_MS_MAX, TIME_MS_MIN } from "./time.ts";

// Small limits, so that generated lists and texts cross them.
const limits = {
  ...defaultEventLimits,
  basketItemsMax: 4,
  shownItemsMax: 3,
  categoriesMax: 3,
  covariatesMax: 2,
  textCharsMax: 12,
};

const mostly = <T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
const near = (...edges: readonly number[]) =>
  fc.constantFrom(...edges.flatMap((edge) => [edge - 1, edge, edge + 1]));

const unit = fc.constantFrom("a", "é", "😀", " ", "\n");
const repeated = (max: number) =>
  fc.tuple(unit, near(max, 1)).map(([u, length]) => u.repeat(Math.max(0, length)));
const ids = fc.oneof(fc.constantFrom("a", "b", "c", "d", ""), repeated(ID_CHARS_MAX));
const texts = repeated(limits.textCharsMax);

// Each part of a time is usually right, so that one wrong part decides.
const part = (width: number, min: number, max: number) =>
  mostly(fc.integer({ min, max }), near(min, max)).map((n) => String(Math.abs(n)).padStart(width, "0"));
const offset = fc
  .tuple(fc.constantFrom("+", "-"), part(2, 0, 23), part(2, 0, 59))
  .map(([s, h, m]) => `${s}${h}:${m}`);
const offsets = mostly(fc.oneof(fc.constantFrom("Z", "z"), offset), fc.constantFrom("", "+1", "Z[UTC]"));
const days = fc.oneof(
  fc.tuple(part(4, 1901, 2298), part(2, 1, 12), part(2, 1, 31)).map((parts) => parts.join("-")),
  fc.constantFrom("2024-02-29", "2023-02-29", "2100-02-29", "2000-02-29", "2024-02-30", "2024-06-31"),
);
const clocks = fc.tuple(part(2, 0, 23), part(2, 0, 59), part(2, 0, 59)).map((parts) => parts.join(":"));
const fractions = mostly(fc.constantFrom("", ".5", ".123456"), fc.constant("."));
const times = fc
  .tuple(days, mostly(fc.constantFrom("T", "t"), fc.constant(" ")), clocks, fractions, offsets)
  .map((parts) => parts.join(""));
const leapSeconds = fc
  .tuple(
    fc.constantFrom("23:59", "22:59", "00:59", "23:29", "12:00"),
    fc.constantFrom("Z", "+01:00", "-00:30", "-01:00"),
  )
  .map(([clock, zone]) => `2016-12-31T${clock}:60${zone}`);

const infinite = fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const numbers = mostly(
  fc.oneof(fc.integer({ min: -1, max: 9 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  infinite,
);
const amounts = fc.oneof(near(0, QUANTITY_MAX, PRICE_MAX), fc.constantFrom(0.5, -0, -0.5, 5e-324), numbers);
const ratings = fc.oneof(
  fc.integer({ min: -1, max: 12 }).map((n) => n / 2),
  fc.constantFrom(0.75, 3.3, 4.999),
  numbers,
);
const millis = fc.oneof(
  near(TIME_MS_MIN, TIME_MS_MAX, 0),
  fc.constantFrom(1.5, -0.5, 1e300),
  fc.integer(),
  infinite,
);

const scalar = fc.oneof(ids, numbers, fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({}));
const optionalFields = (model: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(model, { requiredKeys: ["itemId"] });
const entries = fc.oneof(
  ids,
  optionalFields({ itemId: fc.constant("a"), quantity: amounts }),
  optionalFields({ itemId: fc.constant("a"), price: amounts }),
  fc.record({ itemId: scalar, quantity: scalar, price: scalar }, { requiredKeys: [] }),
  scalar,
);
const listOf = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof(
    arbitrary.map((one) => [one]),
    fc.array(mostly(fc.constantFrom("a", "b"), arbitrary), { maxLength: 5 }),
  );
const named = fc.dictionary(mostly(fc.constantFrom("a", "b", "c", "d"), ids), mostly(fc.integer(), scalar), {
  maxKeys: 4,
  noNullPrototype: true,
});

const likely: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  time: fc.oneof({ weight: 4, arbitrary: times }, leapSeconds, millis),
  items: listOf(entries),
  shown: listOf(ids),
  categories: listOf(ids),
  rating: ratings,
  text: texts,
  title: texts,
  description: texts,
  price: amounts,
  value: numbers,
  covariates: named,
};

describe.each(streams)("the decoder of %s", (stream) => {
  const definition = definitions[stream];
  const fields = Object.keys(definition.schema(limits).properties);
  const schema = Compile(definition.schema(limits));
  const accepts = (event: Readonly<Record<string, unknown>>) => {
    const findings = new Findings();
    // An append time beyond all times: the far future is the one thing that no schema can know.
    definition.read(event, { findings, limits, appendMs: Number.MAX_SAFE_INTEGER });
    return findings.reason === null;
  };
  // Short texts, so that the example is good under the small limits too.
  const good: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(definition.example).map(([name, v]) => [
      name,
      likely[name] === undefined || typeof v !== "string" ? v : name === "time" ? v : "short",
    ]),
  );
  const change = fc
    .constantFrom(...fields)
    .chain((field) =>
      fc
        .oneof(
          { weight: 8, arbitrary: likely[field] ?? ids },
          { weight: 1, arbitrary: scalar },
          fc.constant(undefined),
        )
        .map((value) => [field, value] as const),
    );
  // One change at a time, so that nothing else hides it; the second is for what depends on two fields.
  const events = fc
    .array(change, { minLength: 1, maxLength: stream === "reviews" ? 3 : 1 })
    .map((changes) => {
      const event = { ...good, ...Object.fromEntries(changes) };
      return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
    });

  it("accepts an event exactly when the published schema does", () => {
    let accepted = 0;
    const runs = 1_500;
    fc.assert(
      fc.property(events, (event) => {
        const expected = schema.Check(event);
        if (expected) accepted++;
        return accepts(event) === expected;
      }),
      { numRuns: runs },
    );
    // The comparison means something only if it has seen plenty of both.
    expect(accepted).toBeGreaterThan(runs * 0.05);
    expect(accepted).toBeLessThan(runs * 0.95);
  });

  it("accepts the example of the documents", () => {
    expect(Compile(definition.schema(defaultEventLimits)).Check(definition.example)).toBe(true);
  });
});
