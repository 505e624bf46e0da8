import { SeriesModel } from "@millrace/sequences";
import type { Bench, Cell } from "../report.ts";
import { type HourlySeries, hourlySeries } from "./hourly-data.ts";
import { NETWORKS, type Player, trainNetworks } from "./networks.ts";

const HORIZONS = [1, 24, 96] as const;
const LONG_LAGS = 336;
/** The last part of each series is judged; of what comes before it the networks are made. */
const TEST_SHARE = 0.2;
/** Rungs that depend on the lags. */
const OWN = new Set(["ar", "arx", "combination", "answer"]);
/** Values that any network reads at most. */
const RECENT = 336;

/** Sums of one rung's errors at one horizon, in standard deviations of the series. */
interface Sums {
  squares: number;
  sizes: number;
  scaled: number;
  count: number;
}

type Board = Map<string, Sums>;

const note = (board: Board, name: string, error: number, deviation: number, scale: number): void => {
  const sums = board.get(name) ?? { squares: 0, sizes: 0, scaled: 0, count: 0 };
  board.set(name, sums);
  sums.squares += (error / deviation) ** 2;
  sums.sizes += Math.abs(error / deviation);
  sums.scaled += Math.abs(error) / scale;
  sums.count++;
};

/**
 * Plays one series through a model with so many lags; with a fixed split, the regressions learn nothing in the last part.
 * @param player networks that take part, if any.
 */
const play = (series: HourlySeries, lags: number, fixed: boolean, board: Board, player?: Player): number => {
  const n = series.values.length;
  const cut = Math.floor(n * (1 - TEST_SHARE));
  const learnMax = fixed ? cut : n;
  const outside = player === undefined ? [] : NETWORKS;
  const model = new SeriesModel({ capacity: 1, lags, memory: 400, learnMax, outside });
  const known = series.values.slice(0, cut);
  const mean = known.reduce((sum, v) => sum + v / cut, 0);
  const deviation = Math.sqrt(known.reduce((sum, v) => sum + (v - mean) ** 2 / cut, 0));
  const name = (rung: string, horizon: number): string =>
    `${OWN.has(rung) ? `${rung}(${lags})` : rung}@${horizon}`;
  const began = performance.now();
  let paths: readonly (Float64Array | undefined)[] = [];
  for (const [i, value] of series.values.entries()) {
    const time = series.times[i] ?? 0;
    const next = model.predict(
      "s",
      time,
      paths.map((path) => path?.[0]),
    );
    const scale = model.scale("s");
    if (i >= cut && scale > 0) {
      const at = (horizon: number, forecasts: Float64Array): void => {
        for (const [r, forecast] of forecasts.entries())
          if (!Number.isNaN(forecast))
            note(board, name(model.rungs[r] ?? "", horizon), value - forecast, deviation, scale);
      };
      if (next !== undefined) at(1, next.forecasts);
      if (next !== undefined) note(board, name("answer", 1), value - next.value, deviation, scale);
      for (const { horizon, forecasts } of model.due("s", time)) at(horizon, forecasts);
    }
    model.learn("s", time, value, next);
    player?.advance(value);
    // Only where it will be judged, and a little before, so that a champion is known by then.
    const asked = player !== undefined && i >= cut - RECENT;
    if (asked) paths = player.paths(model.recent("s", RECENT), time, Math.max(1, model.origin("s").reach));
    model.plan("s", paths);
  }
  return ((performance.now() - began) * 1000) / n;
};

const rowsOf = (board: Board, say: string): Cell[][] => {
  const rungs = [...new Set([...board.keys()].map((name) => name.split("@")[0] ?? ""))];
  return rungs.map((rung) => [
    `${say}${rung}`,
    ...HORIZONS.flatMap((horizon) => {
      const sums = board.get(`${rung}@${horizon}`);
      if (sums === undefined) return [undefined, undefined, undefined];
      return [sums.squares / sums.count, sums.sizes / sums.count, sums.scaled / sums.count];
    }),
  ]);
};

/** Real hourly series at 1, 24 and 96 steps. */
export const hourly: Bench = {
  name: "hourly",
  about:
    "MSE, MAE and MASE on real hourly series at 1, 24 and 96 steps, test-then-train and with a fixed split",
  run: async (_plan, say) => {
    const series = await hourlySeries(say);
    const networks = await trainNetworks(series, 1 - TEST_SHARE, say);
    const tables = [];
    const figures: Record<string, Cell[][]> = {};
    const cost: string[] = [];
    for (const fixed of [false, true]) {
      const board: Board = new Map();
      for (const lags of [8, LONG_LAGS]) {
        const withNetworks = lags === LONG_LAGS && !fixed;
        const costs = series.map((one) =>
          play(one, lags, fixed, board, withNetworks ? networks.open() : undefined),
        );
        const microseconds = costs.reduce((sum, c) => sum + c / costs.length, 0);
        if (!withNetworks) cost.push(`${microseconds.toFixed(0)} µs a reading at ${lags} lags`);
        say(
          `${fixed ? "fixed split" : "test-then-train"}, ${lags} lags: ${microseconds.toFixed(0)} µs a reading`,
        );
      }
      const rows = rowsOf(board, "");
      figures[fixed ? "fixed" : "prequential"] = rows;
      tables.push({
        title: fixed
          ? "Fixed split: the last fifth, with what was learned before"
          : "Test-then-train: the last fifth, every reading foretold, then learned (the networks: trained before it, and not on)",
        columns: ["rung", ...HORIZONS.flatMap((h) => [`MSE@${h}`, `MAE@${h}`, `MASE@${h}`])],
        rows,
      });
    }
    return {
      figures: { series: series.map(({ name, values }) => ({ name, readings: values.length })), ...figures },
      tables,
      notes: [
        `${series.length} series. MSE and MAE are in standard deviations of the known part, at exactly that step, pooled.`,
        "Rungs that do not depend on the lags are pooled over both runs; with 336 lags and test-then-train the networks can be champions too.",
        "Networks: one for all series, so that the fixed split's figures are theirs too.",
        ...networks.notes,
        ...cost,
      ],
    };
  },
};
