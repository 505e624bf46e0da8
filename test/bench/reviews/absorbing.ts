import { encodeWeights } from "@millrace/neural";
import { randomText, randomTextCell, untrainedCard } from "@millrace/neural/testing";
import { absorbRecord, noEffects, PartitionState, type SourceRecord } from "@millrace/pipeline";
import { sentencesOf, tokensOf } from "@millrace/text";
import type { Program } from "../program.ts";
import { reviewSubject } from "../subjects.ts";
import { nowMs } from "../timer.ts";
import { plainTexts, textOfWords } from "./plain-texts.ts";

/** What is measured. */
export interface ReviewsInput {
  /** Words of each review. */
  readonly words: number;
  /** Networks that read along, with random weights. */
  readonly networks: readonly ("gru" | "average" | "lstm")[];
  /** Between two reviews by the broker's clock: what costly steps may read depends on it. */
  readonly msBetween: number;
  readonly warm: number;
  readonly reviews: number;
}

/** What was found. */
export interface ReviewsOutput {
  /** Decode, every rung, aspects, language model; 500 reviews between two publications, which are collected. */
  readonly microseconds: number;
  readonly cpuMicroseconds: number;
  readonly answerBytesPerReview: number;
  /** Share of reviews that the networks read. */
  readonly readByNetworks: number;
  /** Words of one text in small letters, and its tokens: what everything else needs. */
  readonly tokenMicroseconds: number;
  readonly stateBytes: number;
}

const BATCH = 500;
const USERS = 2_000;
/** Shares no factor with the users: nobody says the same of an item twice. */
const ITEMS = 499;
const REMEMBERED = 20_000;
const BUCKETS = 4_096;

function* records({ words, msBetween }: ReviewsInput): Generator<SourceRecord, void, undefined> {
  const texts = plainTexts(words);
  for (let offset = 0; ; offset++) {
    const { value: text = "" } = texts.next();
    const userId = `u${offset % USERS}`;
    const time = 1_700_000_000_000 + offset * 1_000;
    const review = {
      id: `r${offset}`,
      time,
      userId,
      itemId: `i${(offset * 7) % ITEMS}`,
      rating: 1 + ((offset * 3) % 5),
      text,
    };
    const value = Buffer.from(JSON.stringify(review));
    yield {
      offset,
      timestamp: 1_700_000_000_000 + offset * msBetween,
      key: Buffer.from(userId),
      value,
      headers: {},
    };
  }
}

/** One partition of reviews, absorbed as the service does it, without broker and engine. */
export const absorbingReviews: Program<ReviewsInput, ReviewsOutput> = async (input) => {
  const topology = reviewSubject(REMEMBERED);
  const state = new PartitionState(topology, 0, 100_000);
  for (const network of input.networks) {
    const own =
      network === "gru" ? randomText(BUCKETS, 32, 3) : randomTextCell(`text-${network}`, BUCKETS, 32, 3);
    const bytes = encodeWeights(own, { ...untrainedCard(own.kind), dataRange: {} });
    state.processor.adopt({ kind: own.kind, version: "bench", bytes, trainedUpTo: {} });
  }
  const source = { topic: "reviews", partition: 0, generation: 0 };
  const log = records(input);
  let bytes = 0;
  const absorb = (count: number): void => {
    for (let done = 0; done < count; done += BATCH) {
      const effects = noEffects();
      for (let n = done; n < Math.min(count, done + BATCH); n++) {
        const { value } = log.next();
        if (value !== undefined) absorbRecord(topology, state, source, value, effects);
      }
      for (const { value } of state.processor.drain()) bytes += value?.length ?? 0;
    }
  };
  const readBy = (): readonly number[] => {
    const [board] = state.processor.scores() as readonly {
      models: readonly { all: { events: number } }[];
    }[];
    return board?.models.map(({ all }) => all.events) ?? [];
  };
  absorb(input.warm);
  bytes = 0;
  const before = readBy();
  const [began, usedBefore] = [nowMs(), process.cpuUsage()];
  absorb(input.reviews);
  const ms = nowMs() - began;
  const { user, system } = process.cpuUsage(usedBefore);
  const [prior = 0, ...others] = readBy().map((events, n) => events - (before[n] ?? 0));
  const sizes = Object.values(state.processor.status().sizes);
  return {
    microseconds: (ms * 1000) / input.reviews,
    cpuMicroseconds: (user + system) / input.reviews,
    answerBytesPerReview: bytes / input.reviews,
    readByNetworks: Math.max(0, ...others.slice(4)) / Math.max(1, prior),
    tokenMicroseconds: tokensMicroseconds(input),
    stateBytes: sizes.reduce((sum, size) => sum + size.bytes, 0),
  };
};

const tokensMicroseconds = ({ words, reviews }: ReviewsInput): number => {
  const texts = Array.from({ length: Math.min(2_000, reviews) }, (_, n) => textOfWords(words, n));
  const began = nowMs();
  let count = 0;
  for (const text of texts) count += tokensOf(text).length + sentencesOf(text).length;
  return count === 0 ? 0 : ((nowMs() - began) * 1000) / texts.length;
};
