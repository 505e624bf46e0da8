import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

test("away from a terminal, work has a line at its start and one at its end", async () => {
  const lines: string[] = [];
  const progress = createProgress({ write: (text) => lines.push(text) });
  expect(await progress.during("fetching", async () => 7)).toBe(7);
  await expect(progress.during("building", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(lines).toEqual([
    "millrace: fetching …\n",
    "millrace: fetching … 0 s, done\n",
    "millrace: building …\n",
    "millrace: building … 0 s, failed\n",
  ]);
});
