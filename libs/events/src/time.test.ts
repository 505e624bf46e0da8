import fc from "fast-check";
import { expect, it } from "vitest";
import { parseRfc3339, TIME_MS_MAX, TIME_MS_MIN } from "./time.ts";

const pad = (value: number, width = 2) => String(value).padStart(width, "0");
const instant = fc.integer({ min: TIME_MS_MIN + 86_400_000, max: TIME_MS_MAX - 86_400_000 });

it("reads back every instant at every offset", () => {
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: -1439, max: 1439 }),
      fc.constantFrom("T", "t"),
      (ms, minutes, t) => {
        const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1).replace("T", t);
        const east = Math.abs(minutes);
        const offset = `${minutes < 0 ? "-" : "+"}${pad(Math.floor(east / 60))}:${pad(east % 60)}`;
        expect(parseRfc3339(local + offset)).toBe(ms);
      },
    ),
  );
});

it("cuts the fraction after milliseconds, however many digits there are", () => {
  fc.assert(
    fc.property(instant, fc.stringMatching(/^\d{1,12}$/), (ms, digits) => {
      const seconds = new Date(ms - (((ms % 1_000) + 1_000) % 1_000));
      const expected = seconds.getTime() + Number(digits.padEnd(3, "0").slice(0, 3));
      expect(parseRfc3339(seconds.toISOString().replace(".000Z", `.${digits}Z`))).toBe(expected);
    }),
  );
});

it("knows exactly the days that the calendar has", () => {
  for (const year of [1901, 1904, 2000, 2023, 2024, 2100, 2200, 2298]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const date = new Date(Date.UTC(year, month - 1, day));
        const exists =
          date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const read = parseRfc3339(`${year}-${pad(month)}-${pad(day)}T00:00:00Z`);
        expect(read).toBe(exists ? date.getTime() : undefined);
      }
    }
  }
});

it("takes a leap second for the first second of the next minute, at 23:59 UTC only", () => {
  expect(parseRfc3339("2016-12-31T23:59:60Z")).toBe(Date.UTC(2017, 0, 1));
  expect(parseRfc3339("2017-01-01T00:59:60.5+01:00")).toBe(Date.UTC(2017, 0, 1) + 500);
  expect(parseRfc3339("2017-01-01T00:59:60Z")).toBeUndefined();
});

it("gives a whole number or nothing for any text", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789-:.TtZz+ ") });
  fc.assert(
    fc.property(fc.oneof(fc.string(), digits), (text) => {
      const ms = parseRfc3339(text);
      expect(ms === undefined || Number.isInteger(ms)).toBe(true);
    }),
  );
});
