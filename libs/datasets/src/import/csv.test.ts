import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRecords } from "./csv.ts";

const read = async (lines: Iterable<string>, delimiter?: string) => {
  const records = [];
  for await (const record of csvRecords(lines, delimiter)) records.push(record);
  return records;
};

const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe("csvRecords", () => {
  it("reads back what was written by RFC 4180, whatever is in the fields", async () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", " ", "é") });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(field, { minLength: 1, maxLength: 4 })), async (table) => {
        const lines = table.flatMap((row) => row.map(quote).join(",").split("\n"));
        expect((await read(lines)).map((record) => record.fields)).toEqual(table);
      }),
    );
  });

  it("tells the line on which a record starts", async () => {
    const records = await read(["a,b", "", '"one', 'two",3', "4,5"]);
    expect(records.map(({ line, fields }) => [line, ...fields])).toEqual([
      [1, "a", "b"],
      [3, "one\ntwo", "3"],
      [5, "4", "5"],
    ]);
  });

  it("drops a byte order mark and carriage returns, and splits at any delimiter", async () => {
    expect((await read(["\uFEFFa::b\r", "c::d"], "::")).map((r) => r.fields)).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  it("gives the lines as they are when a quote is never closed", async () => {
    const lines = ['1,"open', "2,b", "3,c"];
    expect((await read(lines)).map((r) => r.raw)).toEqual(lines);
    const many = ['0,"open', ...Array.from({ length: 2500 }, (_, n) => `${n},x`)];
    expect((await read(many)).map((r) => r.raw)).toEqual(many);
  });
});
