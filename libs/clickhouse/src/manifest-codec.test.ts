import type { Manifest } from "@millrace/pipeline";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeManifest, encodeManifest } from "./manifest-codec.ts";

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

const manifests: fc.Arbitrary<Manifest> = fc.record({
  stream: fc.string(),
  topic: fc.string(),
  partition: fc.nat(),
  generation: fc.nat(),
  last: fc.record({ offset: fc.maxSafeNat(), timestamp: fc.maxSafeInteger(), digest: hash }),
  format: fc.nat(),
  createdAt: fc.maxSafeNat(),
  chunks: fc.array(fc.record({ name: fc.string({ unit: "grapheme" }), hash, size: fc.nat() })),
  weights: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
});

describe("manifest codec", () => {
  it("gives back every manifest", () => {
    fc.assert(
      fc.property(manifests, (manifest) => {
        expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest);
      }),
    );
  });

  it("reads no manifest out of one with a part missing or of another kind", () => {
    fc.assert(
      fc.property(
        manifests,
        fc.constantFrom(...fields),
        fc.constantFrom(undefined, null, [1], -1.5),
        (manifest, field, other) => {
          const text = JSON.stringify({ ...manifest, [field]: other });
          const numeric = field === "createdAt" && other === -1.5;
          if (!numeric) expect(decodeManifest(text)).toBeUndefined();
        },
      ),
    );
  });

  it("reads no manifest out of other text, and does not throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(decodeManifest(text)).toBeUndefined();
      }),
    );
  });
});

const fields = [
  "stream",
  "topic",
  "partition",
  "generation",
  "last",
  "format",
  "createdAt",
  "chunks",
  "weights",
] as const;
