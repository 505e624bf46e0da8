import { createRequire } from "node:module";
import { expect, test } from "vitest";

test("serving and the wire do not load the tensor library", async () => {
  await import("./index.ts");
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  expect(loaded.filter((file) => file.includes("@tensorflow"))).toEqual([]);
});
