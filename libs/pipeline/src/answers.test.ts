import fc from "fast-check";
import { expect, test } from "vitest";
import { answerKey, decodeAnswer, encodeAnswer, versionText } from "./answers.ts";

test("what is written is read back, gone or not, whatever is in the entity's name", () => {
  const entity = fc.string({ minLength: 1 });
  const offset = fc.oneof(fc.constant(-1), fc.nat(), fc.integer({ min: 0, max: 2 ** 50 }));
  const value = fc.option(fc.uint8Array(), { nil: null });
  fc.assert(
    fc.property(
      entity,
      fc.nat(),
      offset,
      fc.nat(64),
      value,
      fc.boolean(),
      (name, generation, at, partition, bytes, lags) => {
        const key = answerKey("clicks", partition, name);
        const read = decodeAnswer(
          key,
          encodeAnswer(generation, at, bytes, lags),
          versionText(generation, at),
        );
        expect(read).toEqual({
          stream: "clicks",
          partition,
          entity: name,
          generation,
          offset: at,
          value: bytes,
          ...(lags && bytes !== null ? { lags } : {}),
        });
      },
    ),
  );
});

test("what is not one of ours is passed over", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.option(fc.uint8Array(), { nil: null }),
      fc.option(fc.string(), { nil: undefined }),
      (key, value, version) => {
        expect(() => decodeAnswer(key, value, version)).not.toThrow();
      },
    ),
  );
  expect(decodeAnswer("clicks/0/x", new Uint8Array([1, 2, 200, 1]), undefined)).toBeUndefined();
  expect(decodeAnswer("clicks/x/y", new Uint8Array([1, 2, 0]), undefined)).toBeUndefined();
  expect(decodeAnswer("clicks/0/x", null, undefined)).toBeUndefined();
});
