import {
  createDecoder,
  decodeInteraction,
  type EventByStream,
  type EventRecord,
  type StreamName,
} from "@millrace/events";
import type { NetworkKind, TrainedNetwork } from "@millrace/neural";
import {
  type Series,
  type TaggedSentence,
  type TrainingOptions,
  trainAutoencoder,
  trainSeries,
  trainWindows,
} from "@millrace/neural/training";
import { SessionLog } from "./clicks.ts";
import { fitHiddenStates } from "./hidden-states.ts";
import { LANGUAGE_TEXTS_MIN, trainLanguage } from "./language.ts";
import { once } from "./once.ts";
import { ReadingLog } from "./readings.ts";
import { trainBesideRungs } from "./rungs-beside.ts";
import { TAGGED_TEXTS_MIN, TaggedLog, trainTags } from "./tagged.ts";
import { TASTE_EVENTS_MIN, TasteLog, trainMachine } from "./taste.ts";
import { type Pretrained, textCourses, textLog } from "./texts.ts";
import { trainWords, WORD_TEXTS_MIN, WordLog } from "./words.ts";

/** What the trainer reads: the streams, and the recommender's log of who touched what. */
export type TaughtBy = StreamName | "interactions";

/** What one network learns from and how. */
export interface Course {
  readonly kind: NetworkKind;
  readonly stream: TaughtBy;
  /** Events that the first training waits for. @default that of the settings */
  readonly eventsMin?: number;
  /** Takes the next record of a partition; one that cannot be read teaches nothing. */
  readonly read: (record: EventRecord) => void;
  readonly fit: (options: TrainingOptions) => Promise<TrainedNetwork>;
}

/** What courses use beside the streams. */
export interface CourseFiles {
  /** Vectors that text networks begin with. */
  readonly pretrained?: Pretrained;
  /** Tagged sentences beside those that wink-nlp labels. */
  readonly supplied: readonly TaggedSentence[];
  /** Whether the networks that read a window of readings are trained beside the GRU. @default true */
  readonly windows?: boolean;
}

/** How a stream's records are to be read; see `createDecoder`. */
export type DecoderOptionsOf = (stream: StreamName) => Parameters<typeof createDecoder>[1];

const reader = <S extends StreamName>(
  stream: S,
  options: DecoderOptionsOf,
  add: (event: EventByStream[S]) => void,
): ((record: EventRecord) => void) => {
  const decoder = createDecoder(stream, options(stream));
  return (record) => {
    const decoded = decoder.decode(record);
    if (decoded.ok) add(decoded.event);
  };
};

/** All courses, the first to be trained first, over at most `eventsMax` newest events each. @param files what the settings bring along */
export const courses = (
  eventsMax: number,
  sessionIdleMs: number,
  options: DecoderOptionsOf,
  files: CourseFiles = { supplied: [] },
): readonly Course[] => {
  const clicks = new SessionLog(eventsMax, sessionIdleMs);
  const followed = new SessionLog(eventsMax, sessionIdleMs);
  const readings = new ReadingLog(eventsMax);
  const texts = textLog(eventsMax);
  const tagged = new TaggedLog();
  const words = new WordLog(eventsMax);
  const readClick = once(
    reader("clicks", options, (click) => {
      clicks.add(click);
      followed.add(click);
    }),
  );
  const readReview = once(
    reader("reviews", options, (review) => {
      texts.add(review);
      tagged.add(review);
      words.add(review);
    }),
  );
  const tastes = new TasteLog();
  const readTastes = once((record) => {
    const decoded = decodeInteraction(record);
    if (decoded.ok) tastes.add(decoded.event);
  });
  return [
    {
      kind: "next-item",
      stream: "clicks",
      read: readClick,
      fit: (training) => trainBesideRungs(clicks.sessions(), training),
    },
    {
      kind: "series",
      stream: "readings",
      read: reader("readings", options, (reading) => readings.add(reading)),
      fit: (training) =>
        trainForecasters(
          readings.series().map((values) => ({ values })),
          training,
          files.windows ?? true,
        ),
    },
    {
      kind: "hidden-markov",
      stream: "clicks",
      read: readClick,
      fit: (training) => fitHiddenStates(followed.timed(), training),
    },
    ...textCourses(texts, files.pretrained, readReview),
    {
      kind: "tagger",
      stream: "reviews",
      eventsMin: TAGGED_TEXTS_MIN,
      read: readReview,
      fit: (training) => trainTags(tagged.sentences(), files.supplied, training),
    },
    {
      kind: "words",
      stream: "reviews",
      eventsMin: WORD_TEXTS_MIN,
      read: readReview,
      fit: (training) => trainWords(words.sentences(), training),
    },
    {
      kind: "language",
      stream: "reviews",
      eventsMin: LANGUAGE_TEXTS_MIN,
      read: readReview,
      fit: (training) => trainLanguage(words.sentences(), training),
    },
    {
      kind: "boltzmann",
      stream: "interactions",
      eventsMin: TASTE_EVENTS_MIN,
      read: readTastes,
      fit: (training) => trainMachine(tastes.data(), training),
    },
    {
      kind: "autoencoder",
      stream: "interactions",
      eventsMin: TASTE_EVENTS_MIN,
      read: readTastes,
      fit: (training) => trainAutoencoder(tastes.data(), training),
    },
  ];
};

/** Share of a training's time after which the GRU must leave the rest to the four networks beside it. */
const CARRIED_SHARE = 0.4;
/** Where no time is set. */
const WINDOWS_MS = 60_000;

/** Trains the GRU and, where they are wished, in what is left of the time the networks that read a window. */
const trainForecasters = async (
  series: readonly Series[],
  training: TrainingOptions,
  withWindows: boolean,
): Promise<TrainedNetwork> => {
  if (!withWindows) return trainSeries(series, training);
  const clockMs = training.clockMs ?? (() => performance.now());
  const { timeBudgetMs } = training;
  const began = clockMs();
  const carried = timeBudgetMs === undefined ? {} : { timeBudgetMs: CARRIED_SHARE * timeBudgetMs };
  const { weights, card } = await trainSeries(series, { ...training, ...carried });
  const budgetMs = timeBudgetMs === undefined ? WINDOWS_MS : timeBudgetMs - (clockMs() - began);
  const windows = await trainWindows(series, { budgetMs, clockMs });
  return { weights: { ...weights, windows }, card };
};
