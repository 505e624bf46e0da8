import fc from "fast-check";
import { expect, it } from "vitest";
import { Findings } from "./findings.ts";
import { inspect, needsInspection, nestsDeeper } from "./structure.ts";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const reasonOf = (value: unknown, depthMax: number) => {
  const findings = new Findings();
  inspect(value, depthMax, findings);
  return findings.reason;
};

const names = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "prototype", 'a"[', "{\\"),
  fc.string({ unit: "grapheme" }),
);
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { withCrossShrink: true, maxDepth: 6 },
    fc.string({ unit: "grapheme" }),
    fc.integer(),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.dictionary(names, tie("value"), { maxKeys: 3, noNullPrototype: true }),
})).value;

it("measures the depth of JSON text as its parser would build it", () => {
  fc.assert(
    fc.property(tree, fc.integer({ min: 0, max: 9 }), (value, max) => {
      expect(nestsDeeper(JSON.stringify(value), max)).toBe(depthOf(value) > max);
    }),
  );
});

it("finds too much depth in a value as in its text", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 1, max: 9 }), (value, max) => {
      expect(reasonOf(value, max) === "too_deep").toBe(nestsDeeper(JSON.stringify(value), max));
    }),
  );
});

it("looks closely at every text in which a closer look would find something", () => {
  fc.assert(
    fc.property(tree, (value) => {
      const text = JSON.stringify(value);
      const escaped = text.replaceAll("o", "\\u006f");
      const found = reasonOf(JSON.parse(text), 64) !== null;
      expect(!found || (needsInspection(text) && needsInspection(escaped))).toBe(true);
    }),
  );
});

it("shows names that a sender chose only when they are short plain words", () => {
  const findings = new Findings();
  inspect(JSON.parse('{"ann@example.org": {"list": [0, {"__proto__": 1}]}}'), 9, findings);
  expect(findings.refusal()?.detail).toBe("/?/list/1/__proto__: this name is not allowed");
});
