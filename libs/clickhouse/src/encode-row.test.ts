import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRow } from "./encode-row.ts";

describe("row encoding", () => {
  it("keeps well-formed values as they are, on one line", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string({ unit: "binary-ascii" }), { maxKeys: 3 }),
        (values) => {
          const line = encodeRow(values);
          expect(line).not.toContain("\n");
          expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });

  it("leaves no half surrogate pair and changes nothing else", () => {
    const unit = fc.oneof(
      fc.constantFrom("\ud800", "\udfff", "\\", "\\ud800", "u", "😀", '"', "\n"),
      fc.string({ maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
        const text = units.join("");
        const expected = text.replace(/\p{Surrogate}/gu, "\ufffd");
        expect(JSON.parse(encodeRow({ text }))).toEqual({ text: expected });
      }),
    );
  });
});
