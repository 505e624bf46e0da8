import { describe, expect, it } from "vitest";
import { adminSecret, refusalText } from "./api.ts";
import { lettersTable } from "./dead-letters.ts";
import { diagnosis } from "./doctor.ts";
import { ProgressLine, progressText } from "./progress.ts";
import { stateTable } from "./state.ts";
import { printable, shortened, table } from "./table.ts";
import { quietSurroundings } from "./testing/surroundings.ts";
import { summaryText } from "./with-feed.ts";

describe("tables", () => {
  it("are as wide as their widest cells, with numbers to the right", () => {
    expect(
      table(
        ["name", "n"],
        [
          ["a", 5],
          ["bcdef", 12_345.67],
        ],
      ),
    ).toBe(["name          n", "a             5", "bcdef  12,345.7", ""].join("\n"));
    expect(table(["name"], [])).toBe("name\n");
  });

  it("show nothing that could move the cursor", () => {
    expect(printable("a\u001b[2Jb\n\u202ec")).toBe("a\\u{1b}[2Jb\\u{a}\\u{202e}c");
    expect(shortened("abcdef", 4)).toBe("abc…");
    expect(shortened("abcd", 4)).toBe("abcd");
  });

  it("show dead letters with the beginning of their values", () => {
    const letter = {
      stream: "clicks",
      partition: 2,
      offset: 14,
      arrivedAt: "2026-01-01T00:00:00.000Z",
      reason: "not_json",
      detail: "unexpected end",
      value: Buffer.from(`{"id":\u001b${"x".repeat(100)}`).toString("base64"),
    };
    const [, first, second] = lettersTable([letter, { ...letter, value: null }]).split("\n");
    expect(first).toMatch(/clicks +2 +14 +not_json +unexpected end +\{"id":\\u\{1b\}x+…$/);
    expect(second).toMatch(/\(none\)$/);
  });

  it("show partitions in order, with the outcomes that there were", () => {
    const outcomes = { applied: 3, late: 0, dead_letter: 1 };
    const partition = {
      stream: "clicks",
      partition: 10,
      generation: 0,
      offset: 3,
      snapshotOffset: -1,
      outcomes,
      weights: {},
    };
    const lines = stateTable([
      partition,
      { ...partition, partition: 9 },
      { ...partition, stream: "baskets" },
    ]).split("\n");
    expect(lines.slice(1, 4).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      ["baskets", "10"],
      ["clicks", "9"],
      ["clicks", "10"],
    ]);
    expect(lines[1]).toMatch(/applied 3, dead_letter 1$/);
  });
});

describe("a diagnosis", () => {
  const checks = [
    { name: "Java 17+", ok: false, detail: "not found", fix: "apt-get install java" },
    { name: "tensor library", ok: false, detail: "no native library", fix: "npm run setup" },
    { name: "npm packages", ok: true, detail: "installed", fix: undefined },
  ];

  it("names what is missing with the command that gets it", () => {
    const { text, healthy } = diagnosis(checks, { kafkaBrokers: undefined, clickhouseUrl: undefined });
    expect(healthy).toBe(false);
    expect(text).toMatch(/^MISSING +Java 17\+ +not found +apt-get install java$/m);
    expect(text).toMatch(/^Missing: Java 17\+\.$/m);
  });

  it("asks for no local broker beside one's own", () => {
    const { text, healthy } = diagnosis(checks, { kafkaBrokers: ["x:1"], clickhouseUrl: undefined });
    expect(healthy).toBe(true);
    expect(text).toMatch(/^optional +Java 17\+ +not found \(KAFKA_BROKERS is set\)/m);
  });
});

describe("progress", () => {
  it("is a bar where the end is known", () => {
    expect(progressText({ sent: 12_000, refused: 3, seconds: 2, share: 0.5 })).toBe(
      "[############------------]  50 %  12,000 sent, 3 refused, 6,000 a second",
    );
    expect(progressText({ sent: 0, refused: 0, seconds: 0, share: undefined })).toBe("0 sent, 0 refused");
  });

  it.each([
    [true, "\r\u001b[K1\r\u001b[K2\r\u001b[Kdone\n", 100],
    [false, "1\n2\ndone\n", 10_000],
  ])("is rewritten on a terminal and seldom said elsewhere (terminal: %s)", (isTTY, expected, everyMs) => {
    const { surroundings, err } = quietSurroundings();
    let now = 0;
    const line = new ProgressLine(Object.assign(surroundings.err, { isTTY }), { now: () => now });
    line.show(() => "too early");
    for (const text of ["1", "2"]) {
      now += everyMs;
      line.show(() => text);
      line.show(() => "too early");
    }
    line.say("done");
    expect(err()).toBe(expected);
  });

  it("ends in a line with the reasons, most frequent first", () => {
    const refused = new Map([
      ["not_json", 1],
      ["bad_time", 1_200],
    ]);
    expect(summaryText("clicks", 5, refused, 1.25)).toBe(
      "clicks: 5 sent, 1,201 refused (bad_time 1,200, not_json 1), 1.3 s",
    );
    expect(summaryText("clicks", 5, new Map(), 2)).toBe("clicks: 5 sent, 0 refused, 2 s");
  });
});

describe("the way to the API", () => {
  it("takes the first admin key, whatever its secret holds", () => {
    expect(adminSecret("a:read:xxx, b:admin:se:cret ,c:admin:other")).toBe("se:cret");
    expect(adminSecret("a:read:xxx")).toBeUndefined();
    expect(adminSecret(undefined)).toBeUndefined();
  });

  it("tells a problem as a sentence", () => {
    const problem = { title: "The key does not allow this", code: "forbidden", detail: "Needs admin." };
    expect(refusalText(403, JSON.stringify(problem))).toBe(
      "The key does not allow this (forbidden). Needs admin.",
    );
    expect(refusalText(502, "<html>")).toBe("HTTP 502: <html>");
    expect(refusalText(500, "null")).toBe("Refused (HTTP 500).");
  });
});
