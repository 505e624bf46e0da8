import type { NetworkWeights } from "@millrace/neural";
import { randomText, randomTextCell } from "@millrace/neural/testing";
import { fromFullTopic } from "../full-topic.ts";
import { withKafka } from "../kafka.ts";
import type { Bench, Cell } from "../report.ts";
import type { CatchUp } from "../throughput/catch-up.ts";
import { reviewLines } from "./lines.ts";

interface Row {
  readonly name: string;
  readonly words: number;
  readonly reviews: number;
  readonly networks: readonly NetworkWeights[];
  readonly settings?: Readonly<Record<string, string>>;
}

const BUCKETS = 4_096;
const HIDDEN = 32;

const rows: readonly Row[] = [
  {
    name: "230 words, every one read by an LSTM",
    words: 230,
    reviews: 3_000,
    networks: [randomTextCell("text-lstm", BUCKETS, HIDDEN, 3)],
    settings: { MILLRACE_NETWORK_WORDS_PER_SECOND: "10000000" },
  },
  { name: "12 words, words without order", words: 12, reviews: 40_000, networks: [] },
  {
    name: "12 words, GRU and average along",
    words: 12,
    reviews: 40_000,
    networks: [randomText(BUCKETS, HIDDEN, 3), randomTextCell("text-average", BUCKETS, HIDDEN, 3)],
  },
  { name: "80 words, words without order", words: 80, reviews: 20_000, networks: [] },
  {
    name: "230 words, LSTM on a hash sample",
    words: 230,
    reviews: 10_000,
    networks: [randomTextCell("text-lstm", BUCKETS, HIDDEN, 3)],
  },
];

/** How many reviews a second. */
export const reviewRates: Bench = {
  name: "review-rates",
  about: "reviews/s from a full topic to answers on a stack, by their words and networks",
  run: (_plan, say) =>
    withKafka(async (kafka) => {
      const figures: Record<string, CatchUp> = {};
      const cells: Cell[][] = [];
      for (const { name, words, reviews: events, networks, settings = {} } of rows) {
        const lines = reviewLines(words);
        const found = await fromFullTopic(kafka, { stream: "reviews", lines, events, networks, settings });
        const read = `${(100 * found.readByNetworks).toFixed(0)} %`;
        say(`${name}: ${Math.round(found.perSecond)} reviews/s, ${read} read by networks`);
        figures[name] = found;
        cells.push([name, events, found.perSecond, (found.cpuSeconds * 1e6) / events, read]);
      }
      return {
        figures,
        tables: [
          {
            title: "From a full topic of four partitions to answers that reflect its last review",
            columns: ["reviews", "of them", "reviews/s", "processor µs, all threads", "read by networks"],
            rows: cells,
          },
        ],
        notes: [
          "Each with stars, which the recommender learns meanwhile; processor time is that of the process of the streams.",
          "Networks have random weights of the trained size. Other rows than the first: as configured from the start, a hash sample is read by what is costly.",
        ],
      };
    }),
};
