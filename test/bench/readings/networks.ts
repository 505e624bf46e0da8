import { newSeriesState, SeriesNet } from "@millrace/neural";
import { trainSeries, trainWindows } from "@millrace/neural/training";
import type { HourlySeries } from "./hourly-data.ts";
import { LONG, type LongNetwork, trainLongNetwork } from "./long-network.ts";

/** Time in which each kind of network may learn. */
const CARRIED_MS = 40_000;
const WINDOWS_MS = 60_000;
const LONG_MS = 40_000;

/** Names of the networks, in the order of what {@link Player} says. */
export const NETWORKS = ["linear(336) + residual", "gru", "feedforward", "rnn", "lstm", "seq2seq"] as const;

/** The networks on one series. */
export interface Player {
  /** What each says of the next `horizon` values. @param recent newest first. */
  paths(recent: readonly number[], time: number, horizon: number): readonly (Float64Array | undefined)[];
  /** Takes a value in. */
  advance(value: number): void;
}

/** Networks trained over the first part of all series: how long it took, and a player for each series. */
export const trainNetworks = async (
  series: readonly HourlySeries[],
  share: number,
  say: (line: string) => void,
): Promise<{ readonly open: () => Player; readonly notes: readonly string[] }> => {
  const known = series.map(({ times, values }) => {
    const cut = Math.floor(values.length * share);
    return { times: times.slice(0, cut), values: values.slice(0, cut) };
  });
  const notes: string[] = [];
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const made = await work();
    notes.push(`${what}: trained for ${Math.round((performance.now() - began) / 1000)} s`);
    say(notes.at(-1) ?? "");
    return made;
  };
  const created = "2026-01-01T00:00:00Z";
  const carried = await timed("gru", () =>
    trainSeries(known, { created, dataRange: {}, timeBudgetMs: CARRIED_MS, epochs: 200 }),
  );
  const windows = await timed("feedforward, rnn, lstm, seq2seq", () =>
    trainWindows(known, { budgetMs: WINDOWS_MS }),
  );
  const long: LongNetwork = await timed("linear(336) + residual", () => trainLongNetwork(known, LONG_MS));
  notes.push(`linear(336) + residual: ${long.parameters} parameters, ${long.epochs} epochs, ${long.backend}`);
  const net = new SeriesNet({ ...carried.weights, windows });
  const open = (): Player => {
    const { hidden, running } = newSeriesState(net);
    return {
      paths: (recent, time, horizon) => [
        recent.length < LONG ? undefined : long.path(recent, time)?.subarray(0, horizon),
        net.forecast(hidden, 0, running, 0, horizon),
        ...net.windows.map((window) => window.path(recent, recent.length, horizon)),
      ],
      advance: (value) => net.advance(hidden, 0, running, 0, value),
    };
  };
  return { open, notes };
};
