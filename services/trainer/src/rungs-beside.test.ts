import { expect, test } from "vitest";
import { rungsBeside } from "./rungs-beside.ts";

test("the rungs beside a network are judged on the last sessions alone, having learned the others", async () => {
  const cycle = ["a", "b", "c", "d"];
  const sessions = Array.from({ length: 40 }, (_, n) => [...cycle.slice(n % 4), ...cycle.slice(0, n % 4)]);
  const beside = await rungsBeside(sessions, { validationShare: 0.1 });
  expect(Object.keys(beside)).toEqual(["popularity", "markov", "rules", "vsknn"]);
  expect(beside.markov).toEqual({ recall1: 1, recall20: 1, mrr20: 1 });
  expect(beside.popularity?.recall1).toBeLessThan(0.5);
  const others = [
    ...sessions.slice(0, 36),
    ...sessions.slice(36).map((session) => session.map((id) => `new-${id}`)),
  ];
  const unknown = await rungsBeside(others, { validationShare: 0.1 });
  expect(unknown.markov).toEqual({ recall1: 0, recall20: 0, mrr20: 0 });
});
