import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAmericanTime, readCTime, readIsoTime, readJsonObject, readNumber } from "./scalar.ts";

describe("times", () => {
  it("are read back from RFC 3339 to the millisecond", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }), (date) => {
        expect(readIsoTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it("are UTC where the text has no zone", () => {
    expect(readIsoTime("2014-07-01 00:30:00")).toBe(Date.UTC(2014, 6, 1, 0, 30));
    expect(readIsoTime("2014-07-01")).toBe(Date.UTC(2014, 6, 1));
    expect(readIsoTime("2014-07-01T00:30:00+02:00")).toBe(Date.UTC(2014, 5, 30, 22, 30));
    expect(readAmericanTime("12/1/2010 8:26")).toBe(Date.UTC(2010, 11, 1, 8, 26));
    expect(readCTime("Wed Jan  1 19:59:00 2003")).toBe(Date.UTC(2003, 0, 1, 19, 59));
  });

  it("are undefined for what is no time", () => {
    for (const text of ["", "yesterday", "2014-13-01", "1/1/2010", "Wed Foo  1 19:59:00 2003"]) {
      expect([readIsoTime(text), readAmericanTime(text), readCTime(text)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });
});

describe("readNumber and readJsonObject", () => {
  it("refuse what is none", () => {
    expect(["", "x", "NaN", "Infinity", "1e3", " 7"].map(readNumber)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      1000,
      7,
    ]);
    expect(["{", "[]", "null", "3", '{"a":1}'].map(readJsonObject)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      { a: 1 },
    ]);
  });
});
