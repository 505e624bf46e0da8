import { freemem } from "node:os";
import type { Plan } from "../plan.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell, Findings } from "../report.ts";
import { mib } from "../resident.ts";
import { type GrowInput, type GrowOutput, type Subject, subjects } from "./grow.ts";

const entities = [10_000, 100_000, 1_000_000] as const;
const HEAP = "--max-old-space-size=8192";

/** Why a row is not flat, for those that are not. */
const reasons: readonly string[] = [
  "Baskets by items: one basket in 64 is ranked among all items, so its share grows with them; counting itself does not.",
  "The rest of the growth is memory: a million entities do not fit the processor's caches.",
];

const run = async (_: Plan, say: (line: string) => void): Promise<Findings> => {
  const figures: Record<string, Record<number, GrowOutput>> = {};
  const rows: Cell[][] = [];
  for (const subject of Object.keys(subjects) as Subject[]) {
    const found: GrowOutput[] = [];
    const missing: string[] = [];
    for (const count of entities) {
      // What it takes at this size follows from the size before; growing tables doubles it for a moment.
      const wanted =
        ((found.at(-1)?.bytes ?? 0) * count * 2) / (entities[entities.indexOf(count) - 1] ?? count);
      if (wanted > freemem()) {
        missing.push(`${mib(wanted)} MiB`);
        continue;
      }
      const one = await runProgram<GrowInput, GrowOutput>("grow", { subject, entities: count }, [HEAP]);
      say(
        `${subject}, ${count}: ${one.microseconds.toFixed(1)} µs, filled in ${one.fillSeconds.toFixed(1)} s`,
      );
      figures[subject] = { ...figures[subject], [count]: one };
      found.push(one);
    }
    const last = found.at(-1);
    const times = [...found.map(({ microseconds }) => microseconds), ...missing];
    rows.push([
      subject,
      ...times,
      mib(last?.bytes),
      last === undefined ? undefined : last.bytes / last.entries,
    ]);
  }
  return {
    figures,
    tables: [
      {
        title: "µs to predict, score and learn one event, by entities held",
        columns: [
          "by",
          ...entities.map((count) => count.toLocaleString("en")),
          "MiB at most",
          "bytes an entry",
        ],
        rows,
      },
    ],
    notes: reasons,
  };
};

/** Whether an event costs the same however much is known. */
export const scaling: Bench = { name: "scaling", about: "µs per event at 10⁴, 10⁵ and 10⁶ entities", run };
