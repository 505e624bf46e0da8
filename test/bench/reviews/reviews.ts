import { runProgram } from "../program.ts";
import type { Bench, Cell, Findings } from "../report.ts";
import { mib } from "../resident.ts";
import type { ReviewsInput, ReviewsOutput } from "./absorbing.ts";

interface Row {
  readonly name: string;
  readonly input: ReviewsInput;
}

/** Words that aspects, the costly step with most words, may have saved up. */
const SAVED_WORDS = 450_000;
const warmed = (words: number) => ({ words, warm: Math.ceil(SAVED_WORDS / words) });

const rows = (long: boolean): readonly Row[] => {
  const few = { warm: 200, reviews: long ? 4_000 : 1_000 };
  // 10,000 a second by the broker's clock, after what costly steps may have saved up: they read a sample.
  const fast = { reviews: long ? 40_000 : 8_000, msBetween: 0.1 };
  const [short, usual] = [warmed(12), warmed(80)];
  return [
    { name: "12 words, words without order", input: { ...fast, ...short, networks: [] } },
    { name: "12 words, GRU and average along", input: { ...fast, ...short, networks: ["gru", "average"] } },
    { name: "80 words, words without order", input: { ...fast, ...usual, networks: [] } },
    { name: "80 words, GRU and average along", input: { ...fast, ...usual, networks: ["gru", "average"] } },
    {
      name: "230 words, every one read by an LSTM",
      input: { ...few, msBetween: 1_000, words: 230, networks: ["lstm"] },
    },
  ];
};

/** The reviews by themselves. */
export const reviews: Bench = {
  name: "reviews",
  about: "µs and answers of one review with every rung, by its words",
  run: async ({ long }, say): Promise<Findings> => {
    const found: Record<string, ReviewsOutput> = {};
    const cells: Cell[][] = [];
    for (const { name, input } of rows(long)) {
      const one = await runProgram<ReviewsInput, ReviewsOutput>("reviews", input, [
        "--max-semi-space-size=64",
      ]);
      say(`${name}: ${one.microseconds.toFixed(0)} µs`);
      found[name] = one;
      cells.push([
        name,
        one.microseconds,
        one.cpuMicroseconds,
        1e6 / one.cpuMicroseconds,
        one.tokenMicroseconds,
        `${(100 * one.readByNetworks).toFixed(0)} %`,
        one.answerBytesPerReview,
        mib(one.stateBytes),
      ]);
    }
    const columns = [
      "reviews",
      "µs",
      "processor µs",
      "a second by that",
      "of it words, µs",
      "read by networks",
      "answer bytes",
      "MiB",
    ];
    return {
      figures: found,
      tables: [
        {
          title: "One partition of reviews: decode, every rung, aspects, language model, answers",
          columns,
          rows: cells,
        },
      ],
      notes: [
        "Without broker, engine and reader. Beyond MILLRACE_*_WORDS_PER_SECOND costly steps read a hash sample.",
      ],
    };
  },
};
