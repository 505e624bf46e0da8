import fc from "fast-check";
import { expect, test } from "vitest";
import type { Manifest } from "./ports.ts";
import { decideStart, requireInRange } from "./start.ts";

const at = (offset: number): Manifest => ({
  stream: "s",
  topic: "t",
  partition: 0,
  generation: 0,
  last: { offset, timestamp: 0, digest: "" },
  format: 1,
  createdAt: 0,
  chunks: [],
  weights: {},
});

const none = undefined;
/** Case of decision 2 or of the fault list; committed; low, high; snapshots, newest first; what must follow. */
const table: [string, number | undefined, number, number, number[], string, number[]?][] = [
  ["nothing absorbed yet, an empty log", none, 0, 0, [], "beginning 0"],
  ["nothing absorbed yet, a log with records", none, 0, 500, [], "beginning 0"],
  ["nothing absorbed yet, retention has begun", none, 40, 500, [], "beginning 40"],
  ["the usual restart", 99, 0, 500, [99, 79], "resume", [99, 79]],
  ["the last record absorbed is the last of the log", 99, 0, 100, [99], "resume", [99]],
  ["retention took what was absorbed (20: low = N+1)", 99, 100, 500, [99], "resume", [99]],
  ["retention took everything, and all of it was absorbed", 99, 100, 100, [99], "resume", [99]],
  ["died between snapshot and first commit", none, 0, 500, [99], "resume", [99]],
  ["died between snapshot and commit", 79, 0, 500, [99, 79, 59], "resume", [79, 59]],
  [
    "died there so often that older snapshots have gone",
    79,
    0,
    500,
    [129, 119, 99],
    "resume",
    [129, 119, 99],
  ],
  ["the newest snapshot is unreadable and left out (17)", 99, 0, 500, [79], "resume", [79]],
  ["all snapshots gone, the log is whole (18)", 99, 0, 500, [], "beginning 0"],
  ["all snapshots gone, the log is cut (18)", 99, 10, 500, [], "snapshots_missing"],
  ["the topic was made anew, empty (19)", 99, 0, 0, [99], "log_behind_commit"],
  ["the topic was made anew, and its commits went with it (19)", none, 0, 30, [99], "log_behind_commit"],
  ["the log ends right before the last record absorbed (19: high = N)", 99, 0, 99, [99], "log_behind_commit"],
  ["commit beyond the end, though an older snapshot is not (19)", 99, 0, 90, [79], "log_behind_commit"],
  ["commit beyond the end, no snapshot left (19)", 99, 0, 50, [], "log_behind_commit"],
];

test.each(table)("%s", (_, committed, low, high, offsets, then, usable) => {
  const start = decideStart({ committed, marks: { low, high }, manifests: offsets.map(at) });
  const said =
    start.kind === "halt" ? start.code : start.kind === "beginning" ? `beginning ${start.offset}` : "resume";
  expect(said).toBe(then);
  if (start.kind === "resume") expect(start.manifests.map((m) => m.last.offset)).toEqual(usable);
  if (start.kind === "halt") expect(start.detail).toMatch(/\d+ to \d+/);
});

test("reading goes on only where nothing between the last record and the next can have been lost", () => {
  const offset = fc.nat(200);
  fc.assert(
    fc.property(offset, offset, offset, (next, low, length) => {
      const marks = { low, high: low + length };
      let code = "";
      try {
        requireInRange("t", 0, next, marks);
      } catch (error) {
        code = String(Reflect.get(Object(error), "code"));
      }
      expect(code).toBe(next > marks.high ? "log_behind_commit" : next < low ? "retention_passed" : "");
    }),
  );
});

test("no start reads from beyond a gap: where it does not halt, all before the position is in a snapshot", () => {
  const offsets = fc.uniqueArray(fc.nat(60), { maxLength: 4 }).map((all) => all.sort((a, b) => b - a));
  fc.assert(
    fc.property(
      fc.option(fc.nat(60), { nil: undefined }),
      fc.nat(60),
      fc.nat(60),
      offsets,
      (committed, low, length, held) => {
        const marks = { low, high: low + length };
        const start = decideStart({ committed, marks, manifests: held.map(at) });
        if (start.kind === "beginning")
          expect(start.offset === 0 || (committed === undefined && held.length === 0)).toBe(true);
        if (start.kind !== "resume") return;
        expect(Math.max(start.manifests[0]?.last.offset ?? 0, committed ?? 0)).toBeLessThan(marks.high);
        expect(start.manifests.length).toBeGreaterThan(0);
      },
    ),
  );
});
