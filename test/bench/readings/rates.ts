import type { NetworkWeights } from "@millrace/neural";
import { absorbRecord, noEffects, PartitionState, type Weights } from "@millrace/pipeline";
import { NetworkShelf } from "../../../services/query-api/src/view/networks.ts";
import { ReadingsView } from "../../../services/query-api/src/view/readings.ts";
import { fromFullTopic } from "../full-topic.ts";
import { withKafka } from "../kafka.ts";
import { untrainedNetworks, untrainedVersion, weightsBytes } from "../load/networks.ts";
import { linesOf } from "../load/streams.ts";
import type { Bench, Cell } from "../report.ts";
import { readingSubject, recordsOf, take } from "../subjects.ts";
import { nowMs } from "../timer.ts";

const SERIES_MAX = 20_000;
const WARM_EVENTS = 100_000;
const EVENTS = 200_000;
/** Events between two publications. */
const BATCH = 2_000;
/** So many that compiling and the other processes' start, some two seconds, weigh little. */
const STACK_EVENTS = 1_000_000;
const HORIZON = 96;
const FORECASTS = 2_000;
const SEED = 3;

const source = { topic: "readings", partition: 0, generation: 0 };

/** One partition's whole way from bytes to answers without broker and engine: processor µs a reading, and p50 and p99 of forecasts, ms. */
const bare = (networks: readonly Weights[]) => {
  const topology = readingSubject(SERIES_MAX);
  const state = new PartitionState(topology, 0, WARM_EVENTS);
  const shelf = new NetworkShelf();
  for (const weights of networks) {
    state.processor.adopt(weights);
    shelf.add(weights.kind, weights.version, weights.bytes);
  }
  const view = new ReadingsView(shelf);
  const lines = recordsOf(linesOf("readings", SEED, WARM_EVENTS + EVENTS));
  let [us, answers] = [0, 0];
  for (let done = 0; done < WARM_EVENTS + EVENTS; done += BATCH) {
    const records = take(BATCH, lines);
    const began = process.cpuUsage();
    for (const record of records) absorbRecord(topology, state, source, record, noEffects());
    const drained = [...state.processor.drain()];
    const spent = process.cpuUsage(began);
    for (const { entity, value } of drained) view.changed(0, entity, value);
    if (done < WARM_EVENTS) continue;
    us += spent.user + spent.system;
    answers += drained.length;
  }
  const ids = view.list(0, FORECASTS).map((series) => series.state.seriesId);
  const took = Array.from({ length: FORECASTS }, (_, n) => {
    const began = nowMs();
    const series = view.find(ids[n % ids.length] ?? "");
    if (series !== undefined) view.forecast(series, HORIZON, 0.9);
    return nowMs() - began;
  }).sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(share * took.length)] ?? Number.NaN;
  return { us: us / EVENTS, answers: answers / EVENTS, p50: at(0.5), p99: at(0.99) };
};

const offered = (weights: NetworkWeights): Weights => ({
  kind: weights.kind,
  version: untrainedVersion,
  bytes: weightsBytes(weights),
  trainedUpTo: {},
});

/** By the setting MILLRACE_SERIES_NETWORKS: none, gru, all. */
const ladders = () => {
  const all = untrainedNetworks().filter((weights) => weights.kind === "series");
  return [
    { name: "linear rungs", networks: [], settings: { MILLRACE_SERIES_NETWORKS: "none" } },
    { name: "GRU", networks: all.map((weights) => ({ ...weights, windows: [] })), settings: {} },
    { name: "all networks", networks: all, settings: {} },
  ];
};

/** How many readings a second. */
export const rates: Bench = {
  name: "readings",
  about:
    "readings/s with the linear rungs alone, with the GRU and with all networks, bare and on a stack; forecasts' time",
  run: (_plan, say) =>
    withKafka(async (kafka) => {
      const rows: Cell[][] = [];
      const figures: Record<string, object> = {};
      for (const { name, networks, settings } of ladders()) {
        const alone = bare(networks.map(offered));
        say(`${name}, bare: ${alone.us.toFixed(1)} µs`);
        const stack = await fromFullTopic(kafka, {
          stream: "readings",
          lines: linesOf,
          events: STACK_EVENTS,
          networks,
          settings,
        });
        say(`${name}, on a stack: ${Math.round(stack.perSecond)} readings/s`);
        figures[name] = { bare: alone, stack };
        rows.push([
          name,
          alone.us,
          1e6 / alone.us,
          stack.perSecond,
          (stack.cpuSeconds * 1e6) / stack.events,
          alone.p50,
          alone.p99,
        ]);
      }
      return {
        figures,
        tables: [
          {
            title: "1,000 series in four partitions, 8 lags",
            columns: [
              "ladder",
              "bare, CPU µs",
              "bare, readings/s of one core",
              "stack, readings/s",
              "stack, CPU µs",
              "forecast of 96, p50 ms",
              "p99 ms",
            ],
            rows,
          },
        ],
        notes: [
          "Bare: decode, repeats, all models, scores, rows, answers of one partition with 1,000 series, without broker and engine.",
          "Networks of the trained size with random weights, in use from the first reading.",
        ],
      };
    }),
};
