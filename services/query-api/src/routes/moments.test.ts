import { expect, test } from "vitest";
import { Problem } from "../http/problem.ts";
import { EARLIEST_MS, LATEST_MS, momentOf } from "./moments.ts";

test("a moment is told in RFC 3339 or in milliseconds, and one beyond all that is kept counts as the first or the last", () => {
  const moments = [
    ["2026-06-21T00:00:00Z", Date.UTC(2026, 5, 21)],
    ["1782000000000", 1_782_000_000_000],
    ["-315619200000", Date.UTC(1960, 0)],
    ["0", 0],
    ["-99999999999999", EARLIEST_MS],
    ["8640000000000000", LATEST_MS],
    [undefined, 7],
  ] as const;
  for (const [text, ms] of moments) expect(momentOf("from", text, 7)).toBe(ms);
  for (const text of ["abc", "", "2026-13-01T00:00:00Z"])
    expect(() => momentOf("from", text, 7)).toThrow(Problem);
});
