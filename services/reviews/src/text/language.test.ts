import { encodeWeights } from "@millrace/neural";
import { randomNextItem, untrainedCard } from "@millrace/neural/testing";
import type { Weights } from "@millrace/pipeline";
import { expect, test } from "vitest";
import { Language } from "./language.ts";

const weights = (version: string, seed: number): Weights => {
  const net = randomNextItem(["<s>", "</s>", "the", "sound", "is", "great"], 8, seed);
  const bytes = encodeWeights({ ...net, kind: "language" }, untrainedCard("language"));
  return { kind: "language", version, bytes, trainedUpTo: {} };
};
const eventsOf = ({ scores }: Language): Record<string, number> =>
  Object.fromEntries(scores.models.map(({ model, all }) => [model, all.events]));
const all = { wordsPerSecond: 1e6, wordsSaved: 1e6, oneIn: 1 };
const read = (language: Language, from: number, to: number, step = 1_000): void => {
  for (let n = from; n < to; n++) language.read(`r${n}`, "The sound is great. Unheard of!", n, n * step);
};

test("counts and, once there is one, a network and both together are judged on the same texts before they learn", () => {
  const language = new Language(1_000, all, 100);
  expect(language.adopt({ ...weights("v1", 1), kind: "text" })).toBe(false);
  read(language, 0, 40);
  const before = eventsOf(language);
  expect(before).toMatchObject({ gru: 0, mixture: 0 });
  expect(before["kneser-ney"]).toBeGreaterThan(3);
  expect(language.adopt(weights("v1", 1))).toBe(true);
  expect(language.versions).toEqual({ language: "v1" });
  read(language, 40, 80);
  const after = eventsOf(language);
  expect(after.gru).toBeGreaterThan(3);
  expect(after.mixture).toBe(after.gru);
  expect(after["kneser-ney"]).toBe((before["kneser-ney"] ?? 0) + (after.gru ?? 0));
  expect(Number(language.globals.languageShare)).toBeLessThan(0.5);
});

test("a restored language model goes on to the byte, and what the network reads stays within its words", () => {
  const [language, copy] = [new Language(1_000, all, 2), new Language(1_000, all, 2)];
  language.adopt(weights("v1", 1));
  read(language, 0, 50, 10);
  copy.restore(new Map([...language.chunks()].map(({ name, bytes }) => [name, bytes()])));
  expect(eventsOf(language).gru).toBeLessThan((eventsOf(language)["kneser-ney"] ?? 0) / 2);
  for (const one of [language, copy]) read(one, 50, 80);
  expect([...copy.chunks()].map(({ name, bytes }) => [name, bytes()])).toEqual(
    [...language.chunks()].map(({ name, bytes }) => [name, bytes()]),
  );
  expect(copy.scores).toEqual(language.scores);
});

test("of texts that come faster than they may be learned a sample is learned, and judged", () => {
  const language = new Language(1_000, { wordsPerSecond: 10, wordsSaved: 70, oneIn: 1e9 }, 100);
  for (let n = 0; n < 200; n++) language.read(`r${n}`, "The sound is great. Unheard of!", n, 1_000);
  const held = language.size.entries;
  expect(held).toBeGreaterThan(0);
  language.read("late", "Nobody said anything new.", 200, 1_001);
  expect(language.size.entries).toBe(held);
  language.read("later", "Nobody said anything new.", 201, 60_000);
  expect(language.size.entries).toBeGreaterThan(held);
});
