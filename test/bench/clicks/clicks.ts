import type { Plan } from "../plan.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell, Findings } from "../report.ts";
import { mib } from "../resident.ts";
import type { AbsorbInput, AbsorbOutput } from "./absorbing.ts";

const sizes = [500, 3_000, 50_000] as const;
/** Greater than what any click costs: every click is scored by every rung. */
const EVERY_CLICK = 1_000_000;
const DEFAULT_US = 12;

const run = async (plan: Plan, say: (line: string) => void): Promise<Findings> => {
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
    tables: [
      {
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
    ],
    notes: [
      "Decode, drop repeats, predict, score, learn, collect answers; without broker, engine and reader.",
      "How many are scored follows from MILLRACE_CLICK_SCORING_US_MAX, the same clicks for every rung.",
    ],
  };
};

/** The clickstream by itself. */
export const clicks: Bench = { name: "clicks", about: "µs of one click with every rung, by items", run };
