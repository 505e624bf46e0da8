import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError, configurationPage, isLoopback, readConfig, settings } from "./config.ts";

const problemsOf = (
  env: Readonly<Record<string, string>>,
  elsewhere: readonly string[] = [],
): readonly string[] => {
  try {
    readConfig(env, () => elsewhere);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) expect(error.message).toContain(problem);
    return error.problems;
  }
};

test("without any setting every one has its default", () => {
  const config: Readonly<Record<string, unknown>> = readConfig({});
  for (const [name, { fallback }] of Object.entries(settings))
    expect([name, config[name]]).toEqual([name, fallback]);
});

test("all problems are told at once, each by the name that was set: values, misspelt names, contradictions", () => {
  const given = {
    MILLRACE_HTTP_PORT: "eighty",
    MILLRACE_DEAD_LETTER_RATIO_MAX: "2",
    LOG_LEVEL: "loud",
    MILLRACE_FIELDS_CLICKS: '{"itemId": 1}',
    MILLRACE_LIMITMAX: "9",
    KAFKA_SASL_USERNAME: "me",
    KAFKA_SSL_CERT: "a.pem",
    MILLRACE_API_KEYS: "a:root:a-long-enough-text,b:read:short",
    PATH: "/bin",
  };
  const problems = problemsOf(given, ["judged elsewhere"]);
  const starts = [
    'LOG_LEVEL is "loud", but must be one of debug, info',
    'MILLRACE_HTTP_PORT is "eighty", but must be a whole number from 0 to 65535',
    'MILLRACE_DEAD_LETTER_RATIO_MAX is "2", but must be a number from 0 to 1',
    "MILLRACE_FIELDS_CLICKS must be a JSON object whose values are texts",
    "MILLRACE_LIMITMAX is not a setting of Millrace",
    "KAFKA_SASL_USERNAME is set, but KAFKA_SASL_PASSWORD is not",
    "KAFKA_SSL_CERT and KAFKA_SSL_KEY belong together",
    "KAFKA_SSL_CERT would not be used: set KAFKA_SSL_ENABLED to true",
    "MILLRACE_API_KEYS entry 1 has a scope that is none of",
    "MILLRACE_API_KEYS entry 2 has a secret of fewer than 16 characters",
    "judged elsewhere",
  ];
  for (const start of starts) expect(problems.filter((problem) => problem.startsWith(start))).toHaveLength(1);
  expect(problems).toHaveLength(starts.length);
});

test("a number is taken within its range and refused outside of it, whatever else is written", () => {
  const { itemsMax, retentionDays } = settings;
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String)), (text) => {
      const value = Number(text);
      const good = text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= 36_500;
      expect(problemsOf({ [retentionDays.env]: text })).toHaveLength(good ? 0 : 1);
      if (good) expect(readConfig({ [retentionDays.env]: text }).retentionDays).toBe(value);
    }),
  );
  expect(readConfig({ [itemsMax.env]: "10" }).itemsMax).toBe(10);
  expect(problemsOf({ [itemsMax.env]: "9" })).toHaveLength(1);
});

test("no problem ever shows a secret", () => {
  const secrets = Object.values(settings).filter(({ secret }) => secret);
  expect(secrets.map(({ env }) => env).sort()).toEqual([
    "CLICKHOUSE_PASSWORD",
    "KAFKA_SASL_PASSWORD",
    "MILLRACE_API_KEYS",
  ]);
  const env = Object.fromEntries(secrets.map(({ env: name }) => [name, "swordfish"]));
  expect(problemsOf({ ...env, MILLRACE_HTTP_PORT: "x" }).join()).not.toContain("swordfish");
});

test("an API that others can reach needs keys, one on loopback does not", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
    expect(problemsOf({ MILLRACE_HTTP_HOST: host })).toEqual([]);
  for (const host of [
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "localhost.example.org",
    "127.0.0.1.example.org",
    "1270.0.0.1",
  ]) {
    expect([host, isLoopback(host)]).toEqual([host, false]);
    expect(problemsOf({ MILLRACE_HTTP_HOST: host })).toHaveLength(1);
    expect(problemsOf({ MILLRACE_HTTP_HOST: host, MILLRACE_API_KEYS: "a:read:0123456789abcdef" })).toEqual(
      [],
    );
  }
});

test("an empty text is one that is not set", () => {
  expect(readConfig({ KAFKA_BROKERS: " , ", MILLRACE_API_KEYS: "", MILLRACE_HTTP_HOST: "" })).toEqual(
    readConfig({}),
  );
});

test("every setting has its line on the page, with its default and what is allowed, and each name is there once", () => {
  const lines = configurationPage()
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const all = Object.values(settings);
  expect(new Set(all.map(({ env }) => env)).size).toBe(all.length);
  expect(lines).toHaveLength(all.length);
  for (const { env, shownDefault, allowed, doc, secret } of all) {
    const [line = ""] = lines.filter((one) => one.startsWith(`| \`${env}\` |`));
    for (const part of [shownDefault, allowed, doc]) expect(line).toContain(part);
    expect(line.includes("Never logged")).toBe(secret);
  }
});
