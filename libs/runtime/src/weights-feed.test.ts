import { encodeWeights, splitMessage } from "@millrace/neural";
import { randomSeries, randomText, untrainedCard } from "@millrace/neural/testing";
import type { Weights } from "@millrace/pipeline";
import { MemoryJournal } from "@millrace/pipeline/memory";
import { expect, test } from "vitest";
import { WeightsFeed } from "./weights-feed.ts";

const dataRange = { from: "2025-12-01", "readings/0": 41, "readings/3": 7 };
const bytesOf = (seed: number): Uint8Array =>
  encodeWeights(randomSeries(0, 12, seed), { ...untrainedCard("series"), dataRange });

const opened = () => {
  const journal = new MemoryJournal();
  const feed = new WeightsFeed(journal);
  const heard: Weights[] = [];
  feed.onWeights((weights) => heard.push(weights));
  const publish = (
    id: string,
    bytes: Uint8Array,
    alter: (value: Uint8Array) => Uint8Array = (v) => v,
  ): void => {
    for (const { key, value } of splitMessage(id, bytes, 1_024)) feed.take(key, alter(value));
  };
  return { journal, feed, heard, publish };
};

test("weights come in parts, and are offered whole with what they were trained on", () => {
  const { feed, heard, publish } = opened();
  const bytes = bytesOf(1);
  publish("series/v1", bytes);
  expect(splitMessage("series/v1", bytes, 1_024).length).toBeGreaterThan(1);
  expect(heard).toHaveLength(1);
  const [weights] = feed.offered();
  expect(weights).toMatchObject({
    kind: "series",
    version: "v1",
    trainedUpTo: { "readings/0": 41, "readings/3": 7 },
  });
  expect(Object.keys(weights?.trainedUpTo ?? {})).toEqual(["readings/0", "readings/3"]);
  expect(Buffer.compare(weights?.bytes ?? new Uint8Array(), bytes)).toBe(0);
});

test("the newest version of each kind is on offer, in whatever order they come; listeners hear of all", () => {
  const { feed, heard, publish } = opened();
  for (const version of ["2026-02", "2026-03", "2026-01"]) publish(`series/${version}`, bytesOf(2));
  publish("text/2026-01", encodeWeights(randomText(32, 4, 1), untrainedCard("text")));
  expect(feed.offered().map(({ kind, version }) => [kind, version])).toEqual([
    ["series", "2026-03"],
    ["text", "2026-01"],
  ]);
  expect(heard).toHaveLength(4);
});

test("what is corrupt, or not what its key says, is reported and passed over; what was offered stays", () => {
  const { feed, heard, journal, publish } = opened();
  publish("series/v1", bytesOf(1));
  const flipped = (value: Uint8Array): Uint8Array =>
    value.map((byte, i) => (i === value.length - 1 ? byte ^ 1 : byte));
  publish("series/v2", bytesOf(2), flipped);
  publish("series/v3", bytesOf(3), (value) => value.slice(0, -5));
  publish("series/v4", encodeWeights(randomText(32, 4, 1), untrainedCard("text")));
  feed.take("series/v5/0", Buffer.from("not weights at all"));
  feed.take("series/v1/0", null);
  feed.take("", new Uint8Array());
  expect(feed.offered().map(({ version }) => version)).toEqual(["v1"]);
  expect(heard).toHaveLength(1);
  const refused = journal.of("weights_refused").map(({ facts }) => String(facts.key));
  for (const version of ["v2", "v3", "v4", "v5"])
    expect(refused.some((key) => key.startsWith(`series/${version}`))).toBe(true);
});
