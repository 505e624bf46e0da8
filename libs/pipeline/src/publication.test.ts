import { expect, test } from "vitest";
import { bytesOf, countingTopology, ManualClock, MemoryAnswers } from "./memory/index.ts";
import { PartitionState } from "./partition-state.ts";
import { Publication } from "./publication.ts";
import type { Answer } from "./topology.ts";

test("what is too much for one publication follows in the next ones, a while apart, though no event comes", async () => {
  const left = ["ash", "bay", "elm"];
  const topology = {
    ...countingTopology(),
    open: () => ({
      ...countingTopology().open(0),
      get lags() {
        return left.length > 0;
      },
      *drain(heavy = true): Iterable<Answer> {
        const word = heavy ? left.shift() : undefined;
        if (word !== undefined) yield { entity: `word/${word}`, value: bytesOf("1"), lags: true };
      },
      status: () => ({ sizes: {}, weights: {}, globals: {} }),
      scores: () => [],
    }),
  };
  const [clock, answers] = [new ManualClock(), new MemoryAnswers()];
  const state = new PartitionState(topology, 0, 10);
  const plan = { stream: "words", partition: 0, generation: 0, state, answers, clock, everyMs: 200 };
  const publication = new Publication(plan);
  const told = (): string[] =>
    answers.messages.map(({ message }) => message.entity).filter((entity) => entity.startsWith("word/"));
  for (let second = 0; second < 6; second++) {
    if (publication.heavyDue) {
      publication.collect(true);
      await publication.publish(-1);
      expect(publication.heavyDue).toBe(false);
    }
    await clock.advance(1_000);
  }
  expect(told()).toEqual(["word/ash", "word/bay", "word/elm"]);
  expect(publication.heavyDue).toBe(false);
});

test("who is far behind publishes more seldom, and as always when near", async () => {
  const [clock, answers] = [new ManualClock(), new MemoryAnswers()];
  const state = new PartitionState(countingTopology(), 0, 10);
  const plan = { stream: "words", partition: 0, generation: 0, state, answers, clock, everyMs: 200 };
  const publication = new Publication(plan);
  const publishedAfter = async (behind: number): Promise<number> => {
    publication.reached(state.ledger.offset + 1 + behind);
    await publication.publish(-1);
    const from = clock.now();
    while (!publication.due) await clock.advance(100);
    return clock.now() - from;
  };
  expect(await publishedAfter(100_000)).toBe(1_600);
  expect(await publishedAfter(5_000)).toBe(200);
  expect(await publishedAfter(0)).toBe(0);
});

test("the scoreboards, larger than all the rest, come with what is large: at most once a second", async () => {
  const [clock, answers] = [new ManualClock(), new MemoryAnswers()];
  const state = new PartitionState(countingTopology(), 0, 10);
  const plan = { stream: "words", partition: 0, generation: 0, state, answers, clock, everyMs: 200 };
  const publication = new Publication(plan);
  const withScores: boolean[] = [];
  for (let turn = 0; turn < 10; turn++) {
    state.ledger.book(turn, "applied", turn);
    publication.collect(publication.heavyDue);
    await publication.publish(-1);
    withScores.push(answers.progress("words", 0)?.scores !== undefined);
    await clock.advance(250);
  }
  expect(withScores).toEqual([true, false, false, false, true, false, false, false, true, false]);
  // Also when no further event comes, and then no more.
  const published = answers.messages.length;
  for (let turn = 0; turn < 10; turn++) {
    if (publication.heavyDue) publication.collect(true);
    if (publication.behind) await publication.publish(-1);
    await clock.advance(250);
  }
  expect(answers.progress("words", 0)?.scores).toBeDefined();
  expect(answers.messages.length).toBe(published + 1);
  // Nor is what a compacted log keeps ever without them.
  await publication.publish(-1);
  expect(answers.progress("words", 0)?.scores).toBeDefined();
});
