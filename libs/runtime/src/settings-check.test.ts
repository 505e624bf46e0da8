import { ConfigError, readConfig } from "@millrace/service";
import { expect, test } from "vitest";
import { settingsProblems } from "./settings-check.ts";

test("keys, mappings, retention and files are told together with every other problem, at once", () => {
  const read = () =>
    readConfig(
      {
        MILLRACE_HTTP_PORT: "eighty",
        MILLRACE_API_KEYS: "app:root:a-long-enough-secret",
        MILLRACE_FIELDS_CLICKS: '{"colour": "/x", "itemId": "no-pointer"}',
        MILLRACE_RETENTION_DAYS_BY_TABLE: '{"sonnets": "3", "clicks": "soon"}',
        KAFKA_SSL_ENABLED: "true",
        KAFKA_SSL_CA: "/nowhere/ca.pem",
      },
      settingsProblems,
    );
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(
    /MILLRACE_HTTP_PORT[\s\S]*MILLRACE_API_KEYS entry 1[\s\S]*no field "colour"[\s\S]*pointer of "itemId"[\s\S]*"sonnets": "3"[\s\S]*"clicks": "soon"[\s\S]*KAFKA_SSL_CA names/,
  );
});

test("settings that are as they should be have no problem", () => {
  const config = readConfig({ MILLRACE_FIELDS_CLICKS: '{"itemId": "/sku"}' }, settingsProblems);
  expect(settingsProblems(config)).toEqual([]);
});
