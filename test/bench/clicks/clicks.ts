import { withKafka } from "../kafka.ts";
import type { Plan } from "../plan.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell, Findings, Table } from "../report.ts";
import { mib } from "../resident.ts";
import type { CatchUp } from "../throughput/catch-up.ts";
import type { AbsorbInput, AbsorbOutput } from "./absorbing.ts";
import { topicToAnswer } from "./topic-to-answer.ts";
import type { TrainInput, TrainOutput } from "./training.ts";

/** What one part of the benchmark found. */
interface Part {
  readonly figures: object;
  readonly table: Table;
}

const sizes = [500, 3_000, 50_000] as const;
/** Greater than what any click costs: every click is scored by every rung. */
const EVERY_CLICK = 1_000_000;
const DEFAULT_US = 8;

const ON_A_STACK = [
  { items: 3_000, clicks: 200_000, rungs: "chain" },
  { items: 3_000, clicks: 200_000, rungs: "all" },
  { items: 50_000, clicks: 60_000, rungs: "all" },
] as const;

/** Sizes at which training is measured: above 4,000 items it learns from a sample of them. */
const TRAINED = [
  { items: 500, clicks: 60_000 },
  { items: 3_000, clicks: 60_000 },
  { items: 20_000, clicks: 60_000 },
] as const;

type Say = (line: string) => void;

/** One partition by itself. */
const bare = async (plan: Plan, say: Say): Promise<Part> => {
  const rows: Cell[][] = [];
  const figures: Record<string, AbsorbOutput> = {};
  for (const items of sizes)
    for (const [what, scoringUsMax] of [
      ["hash sample", DEFAULT_US],
      ["every click", EVERY_CLICK],
    ] as const) {
      const isLong = scoringUsMax === DEFAULT_US || plan.long;
      const clicks = isLong ? 40_000 : items > 10_000 ? 1_000 : 5_000;
      const input = { items, scoringUsMax, warmClicks: isLong ? 40_000 : 20_000, clicks };
      const one = await runProgram<AbsorbInput, AbsorbOutput>("absorbing", input, [
        "--max-old-space-size=4096",
      ]);
      say(`${items} items, scoring ${what}: ${one.microseconds.toFixed(1)} µs`);
      figures[`${items} ${what}`] = one;
      const share = one.scored > 0 ? `1 in ${Math.round(1 / one.scored)}` : "none";
      rows.push([
        items,
        share,
        one.microseconds,
        one.cpuMicroseconds,
        1e6 / one.cpuMicroseconds,
        one.answerBytesPerClick,
        mib(one.stateBytes),
      ]);
    }
  return {
    figures,
    table: {
      title: "One partition of clicks, all rungs learning, GRU of 64 and 8 hidden states carried",
      columns: [
        "items",
        "scored by all rungs",
        "µs a click",
        "processor µs",
        "clicks/s by that",
        "answer bytes a click",
        "MiB",
      ],
      rows,
    },
  };
};

/** The same on a stack with everything else. */
const onStack = (say: Say): Promise<Part> =>
  withKafka(async (kafka) => {
    const rows: Cell[][] = [];
    const figures: Record<string, CatchUp> = {};
    for (const load of ON_A_STACK) {
      const { items, clicks, rungs } = load;
      const found = await topicToAnswer(kafka, load, say);
      figures[`${items} ${rungs}`] = found;
      const { perSecond, cpuSeconds, peakResidentBytes } = found;
      const peak = peakResidentBytes === undefined ? undefined : mib(peakResidentBytes);
      rows.push([items, rungs, clicks, perSecond, (cpuSeconds * 1e6) / clicks, peak]);
    }
    const columns = [
      "items",
      "rungs",
      "clicks",
      "clicks/s",
      "processor µs a click, all threads",
      "peak RSS, MiB",
    ];
    return {
      figures,
      table: { title: "From a full topic to answers, nobody named", columns, rows },
    };
  });

/** How fast the trainer learns. */
const trained = async (say: Say): Promise<Part> => {
  const rows: Cell[][] = [];
  const figures: Record<string, TrainOutput> = {};
  for (const input of TRAINED) {
    const one = await runProgram<TrainInput, TrainOutput>("training", input);
    say(`${input.items} items: ${Math.round(one.clicksPerSecond)} clicks/s learned`);
    figures[input.items] = one;
    rows.push([input.items, one.parameters, one.backend, one.clicksPerSecond]);
  }
  const columns = ["items", "trained numbers", "computed by", "clicks/s"];
  return { figures, table: { title: "Training the GRU, one pass after the first", columns, rows } };
};

const run = async (plan: Plan, say: Say): Promise<Findings> => {
  const parts = { bare: await bare(plan, say), stack: await onStack(say), training: await trained(say) };
  return {
    figures: Object.fromEntries(Object.entries(parts).map(([name, { figures }]) => [name, figures])),
    tables: Object.values(parts).map(({ table }) => table),
    notes: [
      "Bare: decode, drop repeats, predict, score, learn, collect answers; without broker, engine and reader.",
      "How many are scored follows from MILLRACE_CLICK_SCORING_US_MAX, the same clicks for every rung.",
    ],
  };
};

/** The clickstream by itself, on a stack, and its training. */
export const clicks: Bench = {
  name: "clicks",
  about: "µs of one click with every rung, clicks/s on a stack and in training, by items",
  run,
};
