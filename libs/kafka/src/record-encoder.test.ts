import fc from "fast-check";
import { expect, it } from "vitest";
import { clientsRecordEncoder, recordEncoder } from "./record-encoder.ts";

const part = fc.oneof(
  fc.constant(null),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

it("lays out every record as the client does", () => {
  let left = 0;
  const encode = recordEncoder((record) => {
    left++;
    return clientsRecordEncoder(record);
  });
  fc.assert(
    fc.property(fc.nat(), fc.nat(), part, part, (offsetDelta, timestampDelta, key, value) => {
      const record = { offsetDelta, timestampDelta: timestampDelta % 2 ** 30, key, value };
      const { buf, buffer } = encode(record);
      expect(buffer).toBe(buf);
      expect(buf.equals(clientsRecordEncoder(record).buffer)).toBe(true);
    }),
  );
  expect(left).toBe(0);
});

it("leaves what is rare to the client", () => {
  const own = clientsRecordEncoder({ value: null });
  const encode = recordEncoder(() => own);
  expect(encode({ value: "a", headers: { v: "0:1" } })).toBe(own);
  expect(encode({ value: "a", timestampDelta: 2 ** 31 })).toBe(own);
  expect(encode({ value: "a", timestampDelta: -1 })).toBe(own);
  expect(encode({ value: "a" })).not.toBe(own);
});
