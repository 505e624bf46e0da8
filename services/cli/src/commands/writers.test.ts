import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { quietSurroundings } from "./testing/surroundings.ts";
import { writers } from "./writers.ts";

const habits = {
  ann: "the strings sound lovely and bright",
  bob: "broke within a week, do not buy this junk",
};

const run = async (args: readonly string[], lines: readonly string[]) => {
  const { surroundings, out } = quietSurroundings();
  const input = Readable.from([Buffer.from(lines.join("\n"))]);
  await writers.run(["-", ...args], { ...surroundings, input });
  return out().split("\n");
};

test("writers are told apart on texts that were not learned, and one is named for a text", async () => {
  const lines = Object.entries(habits).flatMap(([userId, habit]) =>
    Array.from({ length: 10 }, (_, n) =>
      JSON.stringify({ userId, text: `${habit}, take ${"abcdefghij"[n]}.` }),
    ),
  );
  lines.push(
    "no JSON",
    JSON.stringify({ userId: "rare", text: "once" }),
    JSON.stringify({ text: "nobody's" }),
  );
  const [said, first] = await run(["--text", "what lovely bright strings"], lines);
  expect(said).toBe("2 writers, 4 texts guessed: 100.0 % right, by chance 50.0 %");
  expect(first).toMatch(/^ *\d+\.\d % {2}ann$/);
});

test("a file without two writers is refused with a reason", async () => {
  await expect(run([], ['{"userId":"a","text":"b"}'])).rejects.toThrow(/fewer than two writers/);
});
