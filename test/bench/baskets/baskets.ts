import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Line } from "../../support/produce.ts";
import { withKafka } from "../kafka.ts";
import { zipfBaskets } from "../load/baskets.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell } from "../report.ts";
import type { CatchUp } from "../throughput/catch-up.ts";
import { measureStreams } from "../throughput/throughput.ts";
import { completeJourney } from "./complete-journey.ts";
import type { LibraryInput, LibraryOutput } from "./library.ts";
import { miners, type PeerRun, type PeerRuns, timePeers } from "./python.ts";

const DATA = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const ZIPF = { seed: 5, items: 5_000, meanSize: 8 };
const ZIPF_BASKETS = 200_000;
const MAX_LENGTH = 4;
const STREAM_START_MS = Date.UTC(2000, 0);
const STREAM_STEP_MS = 1_000;
const PEERS = { timeoutMs: 60_000, addressSpaceMiB: 4_096 } as const;

/** Baskets to mine at some supports; undefined where the data is not on this machine. */
interface DataSet {
  readonly name: string;
  readonly baskets: readonly (readonly string[])[] | undefined;
  readonly minSupports: readonly number[];
}

const groceries = async (): Promise<DataSet["baskets"]> => {
  const file = `${DATA}baskets-groceries/Groceries.data`;
  if (!existsSync(file)) return undefined;
  return (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.split("\t").flatMap((count, i) => (Number(count) > 0 ? [String(i)] : [])));
};

const zipf = (): DataSet["baskets"] => {
  const drawn = zipfBaskets(ZIPF);
  return Array.from({ length: ZIPF_BASKETS }, () => drawn.next().value.items);
};

/** As many baskets as are wanted, as records; those of the data again and again. */
function* linesOf(baskets: readonly (readonly string[])[], count: number): Generator<Line, void, undefined> {
  for (let n = 0; n < count; n++) {
    const id = `b${n}`;
    const items = baskets[n % baskets.length] ?? [];
    const event = { id, time: STREAM_START_MS + n * STREAM_STEP_MS, items };
    yield { topic: "baskets", key: id, value: JSON.stringify(event) };
  }
}

const secondsOf = (peer: PeerRun): Cell => ("seconds" in peer ? peer.seconds : peer.absent);

const run: Bench["run"] = async (_, say) => {
  const sets: readonly DataSet[] = [
    { name: "Groceries", baskets: await groceries(), minSupports: [0.01, 0.005, 0.001] },
    { name: "completejourney", baskets: await completeJourney(say), minSupports: [0.005, 0.001] },
    { name: `Zipf, ${ZIPF.items} items`, baskets: zipf(), minSupports: [0.001] },
  ];
  const found: { name: string; minSupport: number; ours: LibraryOutput; peers: PeerRuns; baskets: number }[] =
    [];
  for (const { name, baskets, minSupports } of sets) {
    if (baskets === undefined) say(`${name}: the data is not on this machine`);
    for (const minSupport of baskets === undefined ? [] : minSupports) {
      const input = { baskets: baskets ?? [], minSupport, maxLength: MAX_LENGTH };
      const ours = await runProgram<LibraryInput, LibraryOutput>("library", input);
      say(`${name} at ${minSupport}: ${ours.sets} sets, ${ours.everyBasketSeconds} s`);
      const peers = await timePeers(input.baskets, minSupport, MAX_LENGTH, PEERS);
      found.push({ name, minSupport, ours, peers, baskets: input.baskets.length });
    }
  }
  const streams: { name: string; caughtUp: CatchUp | undefined }[] = [];
  for (const { name, baskets } of sets) {
    if (baskets === undefined) continue;
    say(`${name}: from topic to answer`);
    const { byStream } = await withKafka((kafka) =>
      measureStreams(kafka, ["baskets"], say, (_stream, _seed, count) => linesOf(baskets, count)),
    );
    streams.push({ name, caughtUp: byStream.get("baskets") });
  }
  const title = (one: (typeof found)[number]): string => `${one.name}, ${one.minSupport * 100} %`;
  return {
    figures: { library: found, streams },
    tables: [
      {
        title: `Mining up to ${MAX_LENGTH} items: ours after every basket, batch miners once at the end; seconds`,
        columns: ["baskets", "N", "sets", "every basket", "warm", "baskets/s", "all at once", ...miners],
        rows: found.map((one) => [
          title(one),
          one.baskets,
          one.ours.sets,
          one.ours.everyBasketSeconds,
          one.ours.warmSeconds,
          one.baskets / one.ours.everyBasketSeconds,
          one.ours.atOnceSeconds,
          ...miners.map((name) => secondsOf(one.peers[name])),
        ]),
      },
      {
        title: "A rule query, µs; and bytes",
        columns: [
          "baskets",
          "all, by lift",
          "out of a basket",
          "of an item",
          "log/basket",
          "wire/basket, alone",
          "of 500",
          "reader/basket",
          "reader/item",
          "reader/pair or set",
          "item in basket",
        ],
        rows: found.map(({ ours, ...one }) => [
          title({ ours, ...one }),
          ours.allRulesUs,
          ours.outOfBasketUs,
          ours.ofItemUs,
          ours.logBytesPerBasket,
          ours.wireBytesAlone,
          ours.wireBytesTogether,
          ours.readerBytes,
          ours.itemBytes,
          ours.setBytes,
          ours.entryBytes,
        ]),
      },
      {
        title: "Longest turn of the reader's thread, ms of processor time",
        columns: ["baskets", "bursts of 674 items", "all rules then", "of sets"],
        rows: found.map(({ ours, ...one }) => [
          title({ ours, ...one }),
          ours.turns.counting,
          ours.turns.asking,
          ours.turns.sets,
        ]),
      },
      {
        title: "From a full topic to answers that reflect its last basket",
        columns: ["data", "baskets", "baskets/s", "CPU µs/basket"],
        rows: streams.map(({ name, caughtUp }) => [
          name,
          caughtUp?.events,
          caughtUp?.perSecond,
          ((caughtUp?.cpuSeconds ?? 0) * 1e6) / (caughtUp?.events ?? 1),
        ]),
      },
    ],
    notes: [
      "Ours is current after every basket; the batch miners run once, on all baskets, and make no rules here.",
      `Peers are stopped after ${PEERS.timeoutMs / 1000} s and at ${PEERS.addressSpaceMiB} MiB of address space; what stopped them stands for their seconds.`,
      "Warm: gone through again in the same process, best of three; a batch of Python compiles nothing first.",
      "Longest turn: of the query API's view as it is, all threads' time, while baskets of 674 items come three by three.",
      "From topic to answer: baskets of nobody, gone through again from the first where there are fewer.",
      "pyfim is C; efficient-apriori is Python; mlxtend is its fpgrowth over a sparse table.",
    ],
  };
};

/** The baskets' library and stream. */
export const baskets: Bench = {
  name: "baskets",
  about: "itemsets: current after every basket, beside batch miners of Python; and from topic to answer",
  run,
};
