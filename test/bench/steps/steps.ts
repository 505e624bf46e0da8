import { randomUUID } from "node:crypto";
import { ClickHouseRowSink, type Engine, migrate, openEngine, rowSinkDefaults } from "@millrace/clickhouse";
import { answersPartitions, KafkaAnswerPublisher } from "@millrace/kafka";
import { systemClock } from "@millrace/service";
import { newFolder, removeFolder } from "../../support/folder.ts";
import { makeTopics } from "../../support/produce.ts";
import { type BenchKafka, benchConnection, withKafka } from "../kafka.ts";
import { type BenchStream, benchStreams, linesOf } from "../load/streams.ts";
import { type Program, runProgram } from "../program.ts";
import type { Bench, Cell } from "../report.ts";
import { basketSubject, clickSubject, readingSubject, recordsOf, reviewSubject } from "../subjects.ts";
import { measureModels } from "./models.ts";
import { measureWay, steps as names, type Ports } from "./way.ts";

const EVENTS = 30_000;
const SEED = 3;

/** µs per event, by stream and step. */
type Figures = Readonly<Record<BenchStream, Readonly<Record<string, number>>>>;

/** What is measured in a process of its own. */
export interface StepsOutput {
  readonly way: Figures;
  readonly models: Figures;
}

const sink = (engine: Pick<Engine, "insertLines">): ClickHouseRowSink =>
  new ClickHouseRowSink(engine, systemClock, rowSinkDefaults, {
    inserted: () => undefined,
    retrying: () => undefined,
  });

/** Measures all streams one after the other. */
export const stepsProgram: Program<{ readonly brokers: string }, StepsOutput> = async ({ brokers }) => {
  const folder = await newFolder("steps");
  const connection = benchConnection(brokers, `steps.${randomUUID()}.`);
  const engine = await openEngine({ database: "millrace", dataDir: folder });
  try {
    await migrate(engine);
    await makeTopics(connection);
    const ports: Ports = {
      rows: sink({ insertLines: async () => undefined }),
      stored: sink(engine),
      answers: new KafkaAnswerPublisher(connection, answersPartitions),
    };
    const records = (stream: BenchStream) => recordsOf(linesOf(stream, SEED, EVENTS));
    const way = {
      baskets: await measureWay(basketSubject(), records("baskets"), ports),
      clicks: await measureWay(clickSubject(100_000), records("clicks"), ports),
      readings: await measureWay(readingSubject(100_000), records("readings"), ports),
      reviews: await measureWay(reviewSubject(100_000), records("reviews"), ports),
    };
    return { way, models: measureModels() };
  } finally {
    await engine.close();
    await connection.close();
    await removeFolder(folder);
  }
};

const sumOf = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((sum, value) => sum + value, 0);

const run = () =>
  withKafka(async (kafka: BenchKafka) => {
    const found = await runProgram<{ brokers: string }, StepsOutput>("steps", { brokers: kafka.brokers });
    const rows: Cell[][] = names.map((step) => [
      step,
      ...benchStreams.map((stream) => found.way[stream][step]),
    ]);
    rows.push(["sum", ...benchStreams.map((stream) => sumOf(found.way[stream]))]);
    return {
      figures: found,
      tables: [
        { title: "Where the time of one event goes, µs", columns: ["step", ...benchStreams], rows },
        {
          title: "What predicting, scoring and learning consist of, µs per event",
          columns: ["model", "stream", "µs"],
          rows: benchStreams.flatMap((stream) =>
            Object.entries(found.models[stream]).map(([model, us]): Cell[] => [model, stream, us]),
          ),
        },
      ],
      notes: [
        "One partition, 20,000 events learned before, 500 events between two publications, networks in use.",
        "Publishing and inserting are waited for here; in the running system both overlap with learning.",
      ],
    };
  });

/** One event's way. */
export const steps: Bench = { name: "steps", about: "µs of one event by step, each step by itself", run };
