import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineGroups } from "./lines.ts";

const linesOf = async (pieces: readonly Uint8Array[], lineBytesMax?: number): Promise<string[][]> => {
  const groups: string[][] = [];
  for await (const group of lineGroups(Readable.from(pieces), lineBytesMax))
    groups.push(group.map((line) => Buffer.from(line).toString("latin1")));
  return groups;
};

describe("lines of bytes", () => {
  it("are the same however the bytes are cut", async () => {
    const byte = fc.constantFrom(10, 65, 66, 255);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(byte, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
        async (pieces) => {
          const whole = Buffer.from(pieces.flat()).toString("latin1");
          const expected = whole.split("\n");
          if (expected.at(-1) === "") expected.pop();
          const groups = await linesOf(pieces.map((piece) => Uint8Array.from(piece)));
          expect(groups.flat()).toEqual(expected);
        },
      ),
    );
  });

  it("come as soon as they are whole", async () => {
    expect(await linesOf([Buffer.from("a\nb\nc"), Buffer.from("d\r\n"), Buffer.from("e")])).toEqual([
      ["a", "b"],
      ["cd"],
      ["e"],
    ]);
  });

  it("may not be without end", async () => {
    await expect(linesOf([Buffer.from("abcdef"), Buffer.from("gh")], 6)).rejects.toMatchObject({
      code: "line_too_long",
    });
  });
});
