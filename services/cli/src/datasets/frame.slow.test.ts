import { spawnSync } from "node:child_process";
import { describe, expect, it, type TestContext } from "vitest";
import { readFrame } from "./frame.ts";

/** pandas 2.1: columns name (text, one missing), count and other (int64), half (float64, one NaN), flag (bool). */
const TABLE =
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AP8Aj9dAEABTn0kLnvppR188pt7Cp98Y9cncXzJZyUUEzIllBNc4GAiBCuEbV/7+Hbm3uspVtFZymmTapcAMkwVYsdz6BJwKNtt2EZlBSeNBxgBIAoyxLWkuu+b1xCfY8B8Jl2SywA5KJ32XYFDOhFa0ofuFi23jvwRR3X/FGBJCAuqCwjjt+OJ+Zx2jv+xg+0UzuQRBkF28uL0xlEp9josIE7zW7WbY0s9afFT6NFr6p4ORwxbYL7aD00i6m2Ig/fxL/3VDA8KMbgpB2CyNLFenfpCUpP9PpAV+lBzoaWe+wDR+Q3qVczzH92LsR2i9b51++B+tFBbjRMDkT+dNjMuEFrjXzsbrnpr890F65oIOI9XuQH3FYGMCw/QMj6VLh3ANJb3kSebd/zMX/sDkvx2G79IWybbl75KPhTidy24Trl9ZhzlZJOG+eevtOtQg2RwUdmaB7nq4/hwMH6fz3/XOIxyKrNN4l7VNK0VM7nDiLD6C+7kRYgXe+rhZfvGittb1Wh/0ZQ5M6rftp8fMjNfJy+DZ5zOSXSU0EFliunE0HUy7V5AY6VfAenWKjjxLWkEaVey/Z6CFuy+mMxrq00lTA5MJ54F2XsgT0VK5sTIYeqxpxff6jWaVmfXTGbEYZ5Ml5R6lt7psos7qDwd8hglUbkggFpeitwsU+HDjpAX7QVlmn3K+7GWFBYB+lU9+x7OxVonRi5vsHipJeL3mHODWR/ajh+SMPDJ6SMeU8PwjnaxKV/1n7mbTVPxmem7grZFRm1nAACZ4mVOk/2J3gAB2wT9BwAADkZvP7HEZ/sCAAAAAARZWg==";

/** A pickle that asks for os.system("echo hacked >&2"). */
const HOSTILE =
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQA0gAWVKgAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjA9lY2hvIGhhY2tlZCA+JjKUhZRSlC4AAAAA56HkSuhGfswAAU01QEDiMx+2830BAAAAAARZWg==";

const unpacked = (base64: string): Buffer => Buffer.from(base64, "base64");

/** Skips a test on a machine without Python. */
const needPython = (context: TestContext): void => {
  if (spawnSync("python3", ["--version"]).status !== 0) context.skip("python3 is absent");
};

describe("readFrame", () => {
  it("gives the rows of a table with text, whole and broken numbers, truth values and what is missing", async (context) => {
    needPython(context);
    expect(await readFrame(unpacked(TABLE))).toEqual([
      { name: "one", count: 1, half: 0.5, other: 10, flag: true },
      { name: "zwölf", count: -2, half: null, other: 20, flag: false },
      { name: null, count: 3, half: 1.5, other: 30, flag: true },
    ]);
  });

  it("runs nothing that a pickle asks for", async (context) => {
    needPython(context);
    const failure: unknown = await readFrame(unpacked(HOSTILE)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "table_unreadable" });
    expect(String(failure)).toMatch(/refused: \w+\.system/);
    expect(String(failure)).not.toMatch(/hacked\s*$/);
  });

  it("says so when the bytes are no table", async (context) => {
    needPython(context);
    await expect(readFrame(Buffer.from("no table"))).rejects.toMatchObject({ code: "table_unreadable" });
  });

  it("says so when there is no Python", async () => {
    await expect(readFrame(unpacked(TABLE), "no-such-python")).rejects.toMatchObject({
      code: "python_missing",
    });
  });
});
