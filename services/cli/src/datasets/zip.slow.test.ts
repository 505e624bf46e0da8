import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { openArchive } from "./zip.ts";

it("reads an archive that Python's zipfile wrote, with a comment at its end", (context) => {
  const script =
    "import sys,zipfile,io;b=io.BytesIO();z=zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED);z.writestr('a/ü.txt','x'*5000);z.comment=b'made for a test';z.close();sys.stdout.buffer.write(b.getvalue())";
  const { stdout, status } = spawnSync("python3", ["-I", "-c", script]);
  if (status !== 0) context.skip("python3 is absent");
  expect(openArchive(stdout).read("a/ü.txt").toString()).toBe("x".repeat(5000));
});
