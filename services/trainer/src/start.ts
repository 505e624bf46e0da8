import { interactionsTopic, streams } from "@millrace/events";
import { readTopic } from "@millrace/kafka";
import { loadTensors } from "@millrace/neural/training";
import { openKafka, prepareTopics } from "@millrace/runtime";
import { type Config, openJournal, type Scope, systemClock, tellStop } from "@millrace/service";
import type { TaughtBy } from "./course.ts";
import { openPublisher } from "./edition.ts";
import { isWanted, openCourses } from "./opened-courses.ts";
import { Trainer } from "./trainer.ts";

/** Training looks at minutes of a stream: reading each record at once would only cost the broker and this process time. */
const READ_GAP_MS = 500;

/** Starts the trainer: it needs Kafka only. @throws {Trouble} */
export const start = async (config: Config, scope: Scope): Promise<void> => {
  const journal = openJournal(config.logLevel, "trainer");
  await tellStop(scope, journal, "trainer");
  const { backend, refused } = await loadTensors();
  journal.info("tensor_backend", { backend, refused: refused.map(String) });
  const kafka = await scope.start(
    "kafka",
    async () => openKafka(config, config.kafkaBrokers ?? [], journal),
    (open) => open.close(),
  );
  await prepareTopics(config, kafka);
  const publish = await openPublisher(kafka);
  const list = (await openCourses(config)).filter((course) => isWanted(config, course));
  const trainer = new Trainer(
    list,
    { eventsMin: config.trainEventsMin, everyMs: config.trainEveryMs, budgetMs: config.trainBudgetMs },
    { clock: systemClock, journal, publish },
  );
  const taught: readonly TaughtBy[] = [...streams, interactionsTopic];
  for (const stream of taught.filter((name) => list.some((course) => course.stream === name))) {
    await scope.start(
      `reader of ${stream}`,
      () => read(stream),
      (reading) => reading.stop(),
    );
  }
  let stopped = false;
  await scope.start(
    "trainer",
    async () => ({ ended: trainer.run(() => stopped) }),
    async () => {
      // A fit under way is given up: whoever starts next reads the streams again.
      stopped = true;
    },
  );

  function read(stream: TaughtBy) {
    return readTopic(kafka, {
      topic: kafka.name(stream),
      from: "beginning",
      gapMs: READ_GAP_MS,
      onBatch: ({ topic, partition, records }) => trainer.read(stream, topic, partition, records),
      onFailed: (error) => journal.error("stream_unreadable", { stream, error: String(error) }),
    });
  }
};
