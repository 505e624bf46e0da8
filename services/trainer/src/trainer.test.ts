import { randomText, untrainedCard } from "@millrace/neural/testing";
import { ManualClock, MemoryJournal } from "@millrace/pipeline/memory";
import { NO_TRAINING, readConfig } from "@millrace/service";
import { expect, test } from "vitest";
import type { Course } from "./course.ts";
import { isWanted, openCourses } from "./opened-courses.ts";
import { Trainer } from "./trainer.ts";

const record = { offset: 3, timestamp: 0, key: null, value: null, headers: {} };

test("a training is told pass by pass with the gradient's norm before and after clipping, and what came out is offered", async () => {
  const journal = new MemoryJournal();
  const offered: string[] = [];
  let ended = false;
  const course: Course = {
    kind: "text",
    stream: "reviews",
    eventsMin: 1,
    read: () => undefined,
    fit: async ({ onProgress, dataRange }) => {
      const epoch = {
        epoch: 1,
        trainingLoss: 2,
        validationLoss: 3,
        gradientNorm: 1.5,
        clippedNorm: 1,
        seconds: 0,
      };
      onProgress?.(epoch);
      ended = true;
      return {
        weights: randomText(16, 4, 1),
        card: { ...untrainedCard("text"), dataRange, epochs: [epoch] },
      };
    },
  };
  const publish = async (parts: readonly { readonly key: string }[]): Promise<void> => {
    for (const { key } of parts) offered.push(key);
  };
  const trainer = new Trainer(
    [course],
    { eventsMin: 100, everyMs: 1_000, budgetMs: 1_000 },
    { clock: Object.assign(new ManualClock(), { sleep: async () => undefined }), journal, publish },
  );
  trainer.read("reviews", "reviews", 0, [record]);
  await trainer.run(() => ended);
  expect(journal.of("epoch_trained").map(({ facts }) => facts)).toEqual([
    { kind: "text", epoch: 1, trainingLoss: 2, validationLoss: 3, gradientNorm: 1.5, clippedNorm: 1 },
  ]);
  expect(journal.of("network_trained")[0]?.facts).toMatchObject({ kind: "text" });
  expect(offered[0]).toMatch(/^text\//);
});

test("what was never trained goes before what was, whenever it came to be due", async () => {
  const fitted: string[] = [];
  const clock = new ManualClock();
  const due = (
    kind: Course["kind"],
    stream: Course["stream"],
    then: () => void = () => undefined,
  ): Course => ({
    kind,
    stream,
    eventsMin: 1,
    read: () => undefined,
    fit: async ({ dataRange }) => {
      fitted.push(kind);
      await clock.advance(10);
      then();
      return { weights: randomText(16, 4, 1), card: { ...untrainedCard("text"), dataRange } };
    },
  });
  const flow = (stream: Course["stream"]): void => trainer.read(stream, stream, 0, [record]);
  const trainer: Trainer = new Trainer(
    [
      due("series", "readings"),
      due("text", "reviews", () => fitted.length === 1 && flow("readings")),
      due("words", "reviews", () => flow("reviews")),
    ],
    { eventsMin: 1, everyMs: 5, budgetMs: 1_000 },
    { clock, journal: new MemoryJournal(), publish: async () => undefined },
  );
  flow("reviews");
  await trainer.run(() => fitted.length === 4);
  expect(fitted).toEqual(["text", "series", "words", "text"]);
});

test("at the greatest least number of events nothing is trained, not even what does with few", async () => {
  for (const [eventsMin, fits] of [
    [NO_TRAINING - 1, 1],
    [NO_TRAINING, 0],
  ] as const) {
    let fitted = 0;
    let looks = 0;
    const course: Course = {
      kind: "words",
      stream: "reviews",
      eventsMin: 1,
      read: () => undefined,
      fit: async () => {
        fitted++;
        throw new Error("this is all");
      },
    };
    const trainer = new Trainer(
      [course],
      { eventsMin, everyMs: 1_000, budgetMs: 1_000 },
      {
        clock: Object.assign(new ManualClock(), { sleep: async () => undefined }),
        journal: new MemoryJournal(),
        publish: async () => undefined,
      },
    );
    trainer.read("reviews", "reviews", 0, [record]);
    await trainer.run(() => looks++ > 2);
    expect(fitted).toBe(fits);
  }
});

test("the trainer follows the networks that the settings name; any other can be asked for", async () => {
  const followed = async (env: Record<string, string>): Promise<readonly string[]> => {
    const config = readConfig(env);
    const courses = await openCourses(config);
    return courses.filter((course) => isWanted(config, course)).map(({ kind }) => kind);
  };
  const usual = await followed({});
  expect(usual).toEqual(
    expect.arrayContaining(["text", "text-average", "words", "language", "next-item", "series"]),
  );
  expect(usual).not.toEqual(expect.arrayContaining(["text-lstm"]));
  expect(usual).not.toEqual(expect.arrayContaining(["tagger"]));
  const chosen = await followed({
    MILLRACE_TEXT_NETWORKS: "lstm, bilstm",
    MILLRACE_TRAIN_LANGUAGE: "false",
    MILLRACE_TAGGER: "bilstm",
    MILLRACE_SERIES_NETWORKS: "none",
  });
  expect(chosen.filter((kind) => kind.startsWith("text"))).toEqual(["text-lstm", "text-bilstm"]);
  expect(chosen).toContain("tagger");
  expect(chosen).not.toContain("language");
  expect(chosen).not.toContain("series");
  expect(() => readConfig({ MILLRACE_TEXT_NETWORKS: "lstm,transformer" })).toThrow(/transformer/);
});
