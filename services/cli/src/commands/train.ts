import { type KafkaConnection, replayTopic } from "@millrace/kafka";
import type { TrainingCard } from "@millrace/neural";
import { type Course, openCourses, openPublisher, trainEdition } from "@millrace/service-trainer";
import { parse, positionals, wholeNumber } from "./arguments.ts";
import type { Command, ExitCode, Outlet } from "./command.ts";
import { CommandError, UsageError } from "./errors.ts";
import { withKafka } from "./kafka.ts";
import { shownNumber, table } from "./table.ts";

const BUDGET_SECONDS_MAX = 86_400;

/** What is worth knowing of a training, for a person. */
export const cardText = (card: TrainingCard): string => {
  const facts: readonly (readonly [string, string])[] = [
    ["network", `${card.kind}, ${shownNumber(card.parameters)} trained numbers`],
    ["computed by", card.backend],
    ["learned from", `${shownNumber(card.trainingExamples)} predictions`],
    ["judged on", `${shownNumber(card.validationExamples)} later ones`],
    ...Object.entries(card.validation).map(([metric, value]) => [metric, value.toPrecision(5)] as const),
    ...Object.entries(card.beside ?? {}).map(
      ([model, figures]) => [`beside: ${model}`, besideText(figures)] as const,
    ),
    ["epochs", `${card.epochs.length}, best ${card.bestEpoch}, ended by ${card.stopped}`],
    ["seconds", card.seconds.toFixed(1)],
  ];
  return table(["model card", ""], facts);
};

const besideText = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .map(([metric, value]) => `${metric} ${value.toPrecision(5)}`)
    .join(", ");

/** Has a course read what its topic holds now. Returns the greatest offset of each `topic/partition`. @throws {Trouble} */
const readAll = async (
  kafka: KafkaConnection,
  course: Course,
  err: Outlet,
): Promise<Record<string, number>> => {
  const upTo: Record<string, number> = {};
  let events = 0;
  await replayTopic(kafka, {
    topic: kafka.name(course.stream),
    onRecords: ({ topic, partition, records }) => {
      for (const record of records) {
        course.read(record);
        upTo[`${topic}/${partition}`] = record.offset;
      }
      events += records.length;
    },
  });
  if (events === 0)
    throw new CommandError("nothing_to_read", `${kafka.name(course.stream)} holds no events to learn from.`);
  err.write(`read ${shownNumber(events)} events of ${course.stream}\n`);
  return upTo;
};

/** `train MODEL`. */
export const train: Command = {
  usage: `usage: millrace train MODEL [--dry-run] [--budget SECONDS]

Trains a network once on what its stream's topic holds, prints its model card, and
offers the weights to the services, which judge them on every event from then on.
MODEL is next-item or hidden-markov (clicks), series (readings), words, language,
tagger, text (a GRU), text-average, text-rnn, text-lstm or text-bilstm (reviews).

  --dry-run        does not offer the weights
  --budget SECONDS longest training; default: MILLRACE_TRAIN_BUDGET_MS`,

  run: async (args, { config: readConfig, out, err, clock }) => {
    const { values, positionals: given } = parse(args, {
      "dry-run": { type: "boolean", default: false },
      budget: { type: "string" },
    });
    const [model] = positionals(given, ["MODEL"]);
    const budgetSeconds = wholeNumber("--budget", values.budget, 1, BUDGET_SECONDS_MAX);
    const config = readConfig();
    const all = await openCourses(config);
    const course = all.find(({ kind }) => kind === model);
    if (course === undefined)
      throw new UsageError(
        `there is no model "${model}"; there are ${all.map(({ kind }) => kind).join(", ")}`,
      );
    return withKafka<ExitCode>(config, async (kafka) => {
      const dataRange = await readAll(kafka, course, err);
      const edition = await trainEdition(course, {
        created: new Date(clock.now()).toISOString(),
        dataRange,
        timeBudgetMs: budgetSeconds === undefined ? config.trainBudgetMs : budgetSeconds * 1_000,
        onProgress: ({ epoch, trainingLoss, validationLoss, gradientNorm, clippedNorm, seconds }) =>
          err.write(
            `epoch ${epoch}: loss ${trainingLoss.toFixed(4)}, on later events ${validationLoss.toFixed(4)}, gradient ${gradientNorm.toFixed(3)}, clipped ${clippedNorm.toFixed(3)}, ${seconds.toFixed(1)} s\n`,
          ),
      });
      out.write(cardText(edition.card));
      if (values["dry-run"]) return 0;
      const publish = await openPublisher(kafka);
      await publish(edition.parts);
      out.write(`\noffered as ${edition.kind}/${edition.version}\n`);
      return 0;
    });
  },
};
