import { expect, it } from "vitest";
import { asyncApiDocument } from "./asyncapi.ts";
import { reasons } from "./reason.ts";
import { streams, topicOf } from "./streams.ts";
import { toYaml } from "./yaml.ts";

it("writes block YAML that says what the JSON says", () => {
  const value = { a: [1, { b: "x: y", c: [] }, [true, null]], on: { "d-e": "" }, left: undefined, f: {} };
  expect(toYaml(value)).toBe(
    'a:\n  - 1\n  - b: "x: y"\n    c: []\n  - - true\n    - null\n"on":\n  "d-e": ""\nf: {}\n',
  );
});

it("describes every topic and every reason, the same each time", () => {
  const document = asyncApiDocument({ prefix: "test." });
  for (const stream of streams) expect(document).toContain(`address: "${topicOf(stream, "test.")}"`);
  for (const reason of Object.keys(reasons)) expect(document).toContain(`- "${reason}"`);
  expect(asyncApiDocument({ prefix: "test." })).toBe(document);
});

it("leaves no reference without its target", () => {
  const document = asyncApiDocument();
  const targets = [...document.matchAll(/\$ref: "#\/(?:\w+\/)*(\w+)"/g)].map(([, target]) => target);
  expect(targets.length).toBeGreaterThan(20);
  for (const target of targets) expect(document).toMatch(new RegExp(`^ +${target}:$`, "m"));
});
