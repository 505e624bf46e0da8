import { expect, test } from "vitest";
import { Background } from "./background.ts";

test("work goes on while its owner does not wait, one piece at a time", async () => {
  const background = new Background();
  let finish: () => void = () => undefined;
  background.begin(() => new Promise((resolve) => (finish = resolve)));
  expect(background.busy).toBe(true);
  background.check();
  expect(() => background.begin(async () => undefined)).toThrow("not ended");
  finish();
  await background.settle();
  expect(background.busy).toBe(false);
  background.begin(async () => undefined);
  await background.settle();
});

test("what failed is thrown whenever its owner asks", async () => {
  const background = new Background();
  const error = new Error("no");
  background.begin(() => Promise.reject(error));
  background.check();
  await expect(background.settle()).rejects.toBe(error);
  expect(() => background.check()).toThrow(error);
});
