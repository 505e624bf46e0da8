import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { withKafka } from "../kafka.ts";
import { zipfBaskets } from "../load/baskets.ts";
import { anonymousBaskets } from "../load/streams.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell } from "../report.ts";
import { measureStreams } from "../throughput/throughput.ts";
import { completeJourney } from "./complete-journey.ts";
import type { LibraryInput, LibraryOutput } from "./library.ts";
import { miners, type PeerRun, type PeerRuns, timePeers } from "./python.ts";

const DATA = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const ZIPF = { seed: 5, items: 5_000, meanSize: 8 };
const ZIPF_BASKETS = 200_000;
const MAX_LENGTH = 4;
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
  const { byStream } = await withKafka((kafka) =>
    measureStreams(kafka, ["baskets"], say, (_stream, seed, count) => anonymousBaskets(seed, count)),
  );
  const stream = byStream.get("baskets");
  const title = (one: (typeof found)[number]): string => `${one.name}, ${one.minSupport * 100} %`;
  return {
    figures: { library: found, stream },
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
          "reader/set",
          "item in basket",
          "longest turn, ms",
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
          ours.longestTurnMs,
        ]),
      },
      {
        title: "From a full topic to answers that reflect its last basket",
        columns: ["baskets", "baskets/s", "CPU µs/basket"],
        rows: [
          [stream?.events, stream?.perSecond, ((stream?.cpuSeconds ?? 0) * 1e6) / (stream?.events ?? 1)],
        ],
      },
    ],
    notes: [
      "Ours is current after every basket; the batch miners run once, on all baskets, and make no rules here.",
      `Peers are stopped after ${PEERS.timeoutMs / 1000} s and at ${PEERS.addressSpaceMiB} MiB of address space; what stopped them stands for their seconds.`,
      "Warm: gone through again in the same process, best of three; a batch of Python compiles nothing first.",
      `Longest turn: of ${100_000} units, by processor time, while baskets of 674 items come in bursts.`,
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
