import type { EventRecord } from "@millrace/events";
import { type TextNetwork, textKindOf, textNetworks, tokenId } from "@millrace/neural";
import { type LabelledText, trainText } from "@millrace/neural/training";
import { tokensOf, type WordVectors } from "@millrace/text";
import type { Course } from "./course.ts";
import { embeddingOf } from "./embedding.ts";
import { ReviewLog } from "./reviews.ts";

/** Rows of the networks' embedding. */
const BUCKETS = 4_096;
/** Most texts read: a fit over more takes longer than it gains. */
const TEXTS_MAX = 20_000;
/** Cells of a hidden state: two directions have half as many each. */
const HIDDEN: Readonly<Record<TextNetwork, number>> = { gru: 32, average: 32, rnn: 32, lstm: 32, bilstm: 16 };

/** Vectors that networks begin with, and whether they stay as they are. */
export interface Pretrained {
  readonly vectors: WordVectors;
  readonly frozen: boolean;
}

/** What the text networks learn from. @param eventsMax newest events kept */
export const textLog = (eventsMax: number): ReviewLog => new ReviewLog(Math.min(eventsMax, TEXTS_MAX));

/** One course for each network that reads texts, all of them over the same log. @param read fills it */
export const textCourses = (
  log: ReviewLog,
  pretrained: Pretrained | undefined,
  read: (record: EventRecord) => void,
): readonly Course[] =>
  textNetworks.map((network) => ({
    kind: textKindOf(network),
    stream: "reviews",
    read,
    fit: (training) => {
      const texts = log.texts().map(({ text, positive }) => ({ tokens: tokensOf(text), positive }));
      const options = { ...training, network, buckets: BUCKETS, hidden: HIDDEN[network] };
      return trainText(labelled(texts), { ...options, ...beginning(texts, pretrained) });
    },
  }));

interface Read {
  readonly tokens: readonly string[];
  readonly positive: boolean;
}

const labelled = (texts: readonly Read[]): readonly LabelledText[] =>
  texts.map(({ tokens, positive }) => ({
    ids: tokens.map((token) => tokenId(token, BUCKETS)),
    label: positive ? 1 : 0,
  }));

const beginning = (texts: readonly Read[], pretrained: Pretrained | undefined) =>
  pretrained === undefined
    ? {}
    : {
        vectors: embeddingOf(
          pretrained.vectors,
          texts.map(({ tokens }) => tokens),
          BUCKETS,
        ),
        embedding: pretrained.vectors.size,
        frozen: pretrained.frozen,
      };
