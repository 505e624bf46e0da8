import { expect, test } from "vitest";
import { eventsModule, operationsModules } from "./operations.ts";
import { typeOf } from "./schema-type.ts";

test("a schema becomes the type of what it takes", () => {
  expect(typeOf({ type: "array", items: { anyOf: [{ type: "string" }, { type: "null" }] } })).toBe(
    "readonly (string | null)[]",
  );
  expect(typeOf({ type: "object", additionalProperties: { type: "integer" } })).toBe(
    "Readonly<Record<string, number>>",
  );
  expect(typeOf({ type: "string", enum: ["a", "b"] })).toBe('"a" | "b"');
  expect(typeOf({ type: "object", required: ["a"], properties: { a: { type: "boolean" }, "b-c": {} } })).toBe(
    '{\n  readonly a: boolean;\n  readonly "b-c"?: unknown;\n}',
  );
});

test("every call has its place in the module of its group, and events and live streams are left to others", () => {
  const answer = { responses: { 200: { content: { "application/json": { schema: { type: "string" } } } } } };
  const modules = operationsModules({
    paths: {
      "/v1/rules": { get: { ...answer, summary: "Rules" } },
      "/v1/dead-letters/replay": { post: answer },
      "/v1/events/{stream}": { post: answer },
      "/v1/live": { get: answer },
      "/healthz": { get: answer },
    },
  });
  expect(Object.keys(modules).sort()).toEqual([
    "operations.ts",
    "operations/dead-letters.ts",
    "operations/health.ts",
    "operations/rules.ts",
  ]);
  expect(modules["operations.ts"]).toContain("extends DeadLettersOperations,");
  expect(modules["operations/rules.ts"]).toContain(
    'readonly "GET /v1/rules": {\n    readonly answer: string;',
  );
});

test("each stream's event has its type", () => {
  for (const stream of ["clicks", "baskets", "reviews", "readings", "items"])
    expect(eventsModule()).toMatch(new RegExp(`readonly ${stream}: \\{`));
});
