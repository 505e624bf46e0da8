import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeZip } from "./testing/make-zip.ts";
import { openArchive } from "./zip.ts";

describe("openArchive", () => {
  it("reads back what was packed, stored or deflated", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 300 })),
        (members) => {
          const archive = openArchive(makeZip(members));
          expect([...archive.names].sort()).toEqual(Object.keys(members).sort());
          for (const [name, content] of Object.entries(members)) {
            expect(archive.read(name).toString()).toBe(content);
          }
        },
      ),
    );
  });

  it("notices damage and names what is missing", () => {
    const whole = makeZip({ "a.txt": "some text, some text, some text" });
    expect(() => openArchive(whole.subarray(0, 20))).toThrow(/no directory/);
    expect(() => openArchive(whole).read("b.txt")).toThrow(/no b\.txt/);
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(40) ^ 0xff, 40);
    expect(() => openArchive(flipped).read("a.txt")).toThrow(/damaged/);
  });
});
