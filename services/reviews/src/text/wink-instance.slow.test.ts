import { expect, test } from "vitest";
import { WinkInstance } from "./wink-instance.ts";

test("words that never came before are kept up to a bound, and what was kept changes no tag", () => {
  const instance = new WinkInstance(["sbd", "pos"], 1_000);
  const tags = (): readonly string[] => {
    const nlp = instance.open();
    return nlp.readDoc("The zorble quality of the flumptious guitar is great.").tokens().out(nlp.its.pos);
  };
  const before = tags();
  const kept: number[] = [];
  for (let n = 0; n < 30; n++) {
    const made = Array.from({ length: 100 }, (_, i) => `x${(n * 100 + i).toString(36)}y`);
    instance.open().readDoc(made.join(" "));
    kept.push(instance.words);
  }
  expect(Math.max(...kept)).toBeGreaterThan(900);
  expect(Math.max(...kept)).toBeLessThanOrEqual(1_200);
  expect(tags()).toEqual(before);
});
