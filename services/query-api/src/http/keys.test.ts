import fc from "fast-check";
import { expect, test } from "vitest";
import { allows, Keys, type Scope } from "./keys.ts";

const secret = fc.stringMatching(/^[\w:.-]{16,40}$/);
const scope = fc.constantFrom<Scope>("ingest", "read", "admin");
const name = fc.stringMatching(/^[a-z-]{1,12}$/);

test("every secret finds its own key, and nothing else finds any", () => {
  const entries = fc.uniqueArray(
    fc.record({ name: fc.oneof(name, fc.constantFrom("a", "b")), scope, secret }),
    {
      minLength: 1,
      maxLength: 6,
      selector: (entry) => entry.secret,
    },
  );
  fc.assert(
    fc.property(entries, fc.string(), (list, other) => {
      const read = Keys.parse(list.map((entry) => `${entry.name}:${entry.scope}:${entry.secret}`).join(", "));
      const most = Math.max(...list.map((a) => list.filter((b) => b.name === a.name).length));
      if (!("keys" in read)) {
        // Not returned: what an expectation that holds returns may be false, by which a property fails.
        expect(most).toBeGreaterThan(2);
        return;
      }
      expect(most).toBeLessThanOrEqual(2);
      for (const entry of list)
        expect(read.keys.find(entry.secret)).toMatchObject({ name: entry.name, scope: entry.scope });
      if (!list.some((entry) => entry.secret === other)) expect(read.keys.find(other)).toBeUndefined();
      const secrets = new Set(list.map((entry) => entry.secret));
      for (const part of list.map((entry) => entry.secret.slice(1)))
        if (!secrets.has(part)) expect(read.keys.find(part)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test("all that is wrong is told at once, by entry, and no secret with it", () => {
  const read = Keys.parse(
    "a:read:short-secret,:admin:a-long-enough-secret,b:root:another-long-secret,plain-text-secret",
  );
  expect(read).toEqual({
    problems: [
      "MILLRACE_API_KEYS entry 1 has a secret of fewer than 16 characters",
      "MILLRACE_API_KEYS entry 2 has no name",
      "MILLRACE_API_KEYS entry 3 has a scope that is none of ingest, read, admin",
      expect.stringMatching(/^MILLRACE_API_KEYS entry 4/),
    ],
  });
  expect(JSON.stringify(read)).not.toMatch(/-secret/);
});

test("no problem ever names a secret, wherever the separators went wrong", () => {
  fc.assert(
    fc.property(
      name,
      fc.constantFrom("", ":", "::", ":read", ":root:", ","),
      fc.constantFrom("", ":read", ":admin:short", ",x"),
      secret,
      (who, between, behind, hidden) => {
        const plain = hidden.replaceAll(":", "-");
        const read = Keys.parse(`${who}${between}${plain}${behind}`);
        if ("problems" in read) for (const problem of read.problems) expect(problem).not.toContain(plain);
      },
    ),
  );
});

test("two keys of one name are for rotation, a third is one too many", () => {
  const keys = (count: number): string =>
    Array.from({ length: count }, (_, i) => `app:read:secret-number-0${i}-of-app`).join(",");
  expect(Keys.parse(keys(2))).toHaveProperty("keys");
  expect(Keys.parse(keys(3))).toEqual({ problems: ["MILLRACE_API_KEYS has more than two keys named app"] });
});

test("a scope covers itself, and admin covers all", () => {
  const scopes = ["ingest", "read", "admin"] as const;
  for (const has of scopes)
    for (const needs of scopes) expect(allows(has, needs)).toBe(has === needs || has === "admin");
});

test("keys hold hashes only", () => {
  const read = Keys.parse("app:read:the-secret-of-the-app");
  expect(JSON.stringify(read)).not.toContain("the-secret");
  expect(Object.keys("keys" in read ? read.keys : {})).toEqual([]);
});
