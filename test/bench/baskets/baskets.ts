import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { withKafka } from "../kafka.ts";
import { zipfBaskets } from "../load/baskets.ts";
import { anonymousBaskets } from "../load/streams.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell } from "../report.ts";
import { measureStreams } from "../throughput/throughput.ts";
import type { LibraryInput, LibraryOutput } from "./library.ts";
import { type PeerRuns, timePeers } from "./python.ts";

const DATA = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const ZIPF = { seed: 5, items: 5_000, meanSize: 8 };
const ZIPF_BASKETS = 200_000;
const MAX_LENGTH = 4;
const PEERS_TIMEOUT_MS = 120_000;

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

/** One basket a line, items separated by commas, as `baskets.csv`: where somebody put it. */
const completeJourney = async (): Promise<DataSet["baskets"]> => {
  const file = `${DATA}baskets-completejourney/baskets.csv`;
  if (!existsSync(file)) return undefined;
  return (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map((line) => [...new Set(line.split(","))]);
};

const zipf = (): DataSet["baskets"] => {
  const drawn = zipfBaskets(ZIPF);
  return Array.from({ length: ZIPF_BASKETS }, () => drawn.next().value.items);
};

const secondsOf = (peers: PeerRuns, name: string): Cell => {
  const peer = peers[name] ?? peers.python3;
  if (peer === undefined) return "absent";
  return "seconds" in peer ? peer.seconds : "absent";
};

const peerNames = ["efficient_apriori", "mlxtend", "pyfim"] as const;

const run: Bench["run"] = async (_, say) => {
  const sets: readonly DataSet[] = [
    { name: "Groceries", baskets: await groceries(), minSupports: [0.01, 0.005, 0.001] },
    { name: "completejourney", baskets: await completeJourney(), minSupports: [0.001] },
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
      const peers = await timePeers(input.baskets, minSupport, MAX_LENGTH, PEERS_TIMEOUT_MS);
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
        columns: ["baskets", "N", "sets", "every basket", "baskets/s", "all at once", ...peerNames],
        rows: found.map((one) => [
          title(one),
          one.baskets,
          one.ours.sets,
          one.ours.everyBasketSeconds,
          one.baskets / one.ours.everyBasketSeconds,
          one.ours.atOnceSeconds,
          ...peerNames.map((name) => secondsOf(one.peers, name)),
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
          "reader/entry",
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
          ours.setBytes,
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
