import type { EventRecord, ReviewEvent } from "@millrace/events";
import { type TextNetwork, textKindOf, tokenId } from "@millrace/neural";
import { type LabelledText, trainText } from "@millrace/neural/training";
import { tokensOf } from "@millrace/text";
import type { Course } from "./course.ts";
import { once } from "./once.ts";
import { ReviewLog } from "./reviews.ts";

/** Rows of the networks' embedding. */
const BUCKETS = 4_096;
/** Most texts read: a fit over more takes longer than it gains. */
const TEXTS_MAX = 20_000;
/** Cells of a hidden state: two directions have half as many each. */
const HIDDEN: Readonly<Record<TextNetwork, number>> = { gru: 32, average: 32, rnn: 32, lstm: 32, bilstm: 16 };

/** Makes a reader of records that hands reviews on. */
type ReaderOf = (add: (review: ReviewEvent) => void) => (record: EventRecord) => void;

/** One course for each network that reads texts, all of them over the same log. */
export const textCourses = (
  eventsMax: number,
  networks: readonly TextNetwork[],
  readerOf: ReaderOf,
): readonly Course[] => {
  const log = new ReviewLog(Math.min(eventsMax, TEXTS_MAX));
  const read = once(readerOf((review) => log.add(review)));
  return networks.map((network) => ({
    kind: textKindOf(network),
    stream: "reviews",
    read,
    fit: (training) =>
      trainText(labelled(log), { ...training, network, buckets: BUCKETS, hidden: HIDDEN[network] }),
  }));
};

const labelled = (log: ReviewLog): readonly LabelledText[] =>
  log.texts().map(({ text, positive }) => ({
    ids: tokensOf(text).map((token) => tokenId(token, BUCKETS)),
    label: positive ? 1 : 0,
  }));
