import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeInteraction, encodeInteraction, type Interaction } from "./interaction.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const interaction: fc.Arbitrary<Interaction> = fc
  .record({
    from: fc.constantFrom("baskets", "clicks", "reviews"),
    partition: fc.nat(100),
    offset: fc.maxSafeNat().map((n) => Math.floor(n / 2)),
    time: fc.integer({ min: 0, max: 4e12 }),
    userId: text,
    itemId: text,
    rating: optional(fc.constantFrom(0.5, 3.5, 5)),
    deleted: fc.boolean(),
    deviation: optional(fc.double({ min: 0, max: 4, noNaN: true })),
    forget: optional(fc.constant(true as const)),
    items: optional(fc.array(text, { maxLength: 4 })),
    action: optional(fc.constantFrom("basket", "view")),
    shown: optional(fc.array(text, { maxLength: 4 })),
    answerId: optional(text),
  })
  // What is absent has no name: as in JSON.
  .map((one): Interaction => JSON.parse(JSON.stringify(one)));

const decoded = (value: Uint8Array) => decodeInteraction({ key: null, value, headers: {}, timestamp: 0 });

test("an interaction comes back as it was packed, and is read from JSON as before", () => {
  fc.assert(
    fc.property(interaction, (one) => {
      expect(decoded(encodeInteraction(one))).toEqual({ ok: true, event: one });
      expect(decoded(Buffer.from(JSON.stringify(one)))).toEqual({ ok: true, event: one });
    }),
    { numRuns: 50 },
  );
});

test("a packed interaction that was cut short, goes on or holds no possible number is refused", () => {
  const whole: Interaction = {
    ...{ from: "reviews", partition: 1, offset: 300, time: 5, userId: "u", itemId: "i" },
    ...{ rating: 4, deleted: false, deviation: 1, items: ["i", "j"] },
  };
  const bytes = encodeInteraction(whole);
  for (let length = 1; length < bytes.length; length++)
    expect(decoded(bytes.subarray(0, length))).toMatchObject({ ok: false, reason: "wrong_type" });
  expect(decoded(Uint8Array.of(...bytes, 0))).toMatchObject({ ok: false, reason: "wrong_type" });
  for (const impossible of [{ rating: 6 }, { rating: Number.NaN }, { deviation: -1 }, { time: Number.NaN }])
    expect(decoded(encodeInteraction({ ...whole, ...impossible }))).toMatchObject({
      ok: false,
      reason: "wrong_type",
    });
});
