import { spawnSync } from "node:child_process";
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

  it("reads an archive that Python's zipfile wrote, with a comment at its end", (context) => {
    const script =
      "import sys,zipfile,io;b=io.BytesIO();z=zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED);z.writestr('a/ü.txt','x'*5000);z.comment=b'made for a test';z.close();sys.stdout.buffer.write(b.getvalue())";
    const { stdout, status } = spawnSync("python3", ["-I", "-c", script]);
    if (status !== 0) context.skip("python3 is absent");
    expect(openArchive(stdout).read("a/ü.txt").toString()).toBe("x".repeat(5000));
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
