import { expect, test } from "vitest";
import { ConfigError } from "./config.ts";
import { explain } from "./main.ts";

test("a failure that is expected is told by its message and causes, broken code with its stack", () => {
  const refused = Object.assign(new Error("Kafka refused a call."), {
    code: "broker_refused",
    retryable: false,
  });
  refused.cause = new TypeError("x is not a function");
  expect(explain(refused)).toMatch(
    /^Kafka refused a call\.\n {2}because: TypeError: x is not a function\n {4}at /,
  );
  expect(explain(new ConfigError(["A is not", "B is neither"]))).toBe(
    "The configuration has 2 problems:\n  A is not\n  B is neither",
  );
  expect(explain(new ConfigError(["A is not"]))).toBe("The configuration has a problem:\n  A is not");
  expect(explain("a word")).toBe("a word");
});
