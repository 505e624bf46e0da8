import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SeriesModel } from "@millrace/sequences";
import type { Bench, Cell } from "../report.ts";
import { hourlySeries } from "./hourly-data.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/data/sensors-nab/data/", import.meta.url));
const LEVELS = [0.5, 0.8, 0.9, 0.95] as const;
const WINDOW = 1_000;
/** Readings at the beginning that are not judged. */
const WARM = 100;
const STEP_MS = 60_000;
/** Where more values than this share repeat the one before, the least interval holds too much already. */
const REPEATS_MAX = 0.05;

interface Values {
  readonly name: string;
  readonly values: readonly number[];
}

const benchmarkSeries = (): Values[] =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER).flatMap((folder) =>
        readdirSync(join(FOLDER, folder)).map((name) => ({
          name,
          values: readFileSync(join(FOLDER, folder, name), "utf8")
            .trim()
            .split("\n")
            .slice(1)
            .map((line) => Number(line.split(",")[1])),
        })),
      )
    : [];

const repeats = ({ values }: Values): number =>
  values.filter((value, i) => i > 0 && value === values[i - 1]).length / values.length;

/** How far the coverage of a series was off at each level: over the worst 1,000 readings and over all; mean Winkler score over mean error. */
const judge = ({ values }: Values) => {
  const model = new SeriesModel({ capacity: 1 });
  const held = LEVELS.map(() => [0]);
  const winkler = LEVELS.map(() => 0);
  let size = 0;
  for (const [i, value] of values.entries()) {
    const next = model.predict("s", i * STEP_MS);
    if (next !== undefined && i >= WARM) {
      const error = Math.abs(value - next.value);
      size += error;
      for (const [l, level] of LEVELS.entries()) {
        const half = model.halfWidth("s", level, next.value);
        held[l]?.push((held[l]?.at(-1) ?? 0) + (error <= half ? 1 : 0));
        winkler[l] = (winkler[l] ?? 0) + 2 * half + (2 / (1 - level)) * Math.max(0, error - half);
      }
    }
    model.learn("s", i * STEP_MS, value, next);
  }
  return LEVELS.map((level, l) => {
    const sums = held[l] ?? [];
    let worst = 0;
    for (let i = WINDOW; i < sums.length; i++)
      worst = Math.max(worst, Math.abs(((sums[i] ?? 0) - (sums[i - WINDOW] ?? 0)) / WINDOW - level));
    const all = Math.abs((sums.at(-1) ?? 0) / (sums.length - 1) - level);
    return { worst, all, winkler: (winkler[l] ?? 0) / size };
  });
};

/** Whether intervals tell the truth on real series. */
export const intervals: Bench = {
  name: "intervals",
  about: "coverage of the intervals one step ahead over the worst 1,000 readings of each real series",
  run: async (_plan, say) => {
    const all = [...(await hourlySeries(say)), ...benchmarkSeries()].filter(
      ({ values }) => values.length > WARM + WINDOW,
    );
    const smooth = all.filter((one) => repeats(one) <= REPEATS_MAX);
    const found = smooth.map(judge);
    const rows: Cell[][] = LEVELS.map((level, l) => {
      const own = found.flatMap((one) => one[l] ?? []);
      const worst = own.map((one) => one.worst);
      const mean = own.reduce((sum, { winkler }) => sum + winkler / own.length, 0);
      return [
        level,
        Math.max(...worst),
        worst.filter((off) => off > 0.03).length,
        Math.max(...own.map((one) => one.all)),
        mean,
      ];
    });
    return {
      figures: { rows },
      tables: [
        {
          title: `${smooth.length} series, one step ahead`,
          columns: ["level", "off over the worst 1,000", "series off by 3 %", "off over all", "Winkler"],
          rows,
        },
      ],
      notes: [
        "Winkler score over mean absolute error, mean of the series: lower is better.",
        `${all.length - smooth.length} series are left out, of whose values more than one in 20 repeats the one before: the least interval there is holds more than was asked.`,
      ],
    };
  },
};
