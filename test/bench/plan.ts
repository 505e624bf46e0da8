import { parseArgs } from "node:util";

/** What a run of the benchmarks was asked for. */
export interface Plan {
  /** Names of the benchmarks; empty runs all. */
  readonly names: readonly string[];
  /** Whether to take the time for more repeats and greater sizes. */
  readonly long: boolean;
  /** How often a whole stack is measured; the median counts. */
  readonly runs: number;
  /** Folder with the programs of other engines, where they are to run too. */
  readonly peers: string | undefined;
  /** Streams that the throughput is measured of; undefined for all. */
  readonly streams: readonly string[] | undefined;
}

/** What can be given on the command line. */
export const usage = `usage: npm run bench -- [NAME…] [--long] [--runs N] [--peers[=FOLDER]] [--streams=A,B]
  --long    more repeats, longer phases
  --runs    how often each stack is measured; the median counts (default 1, with --long 3)
  --peers   also run the Kafka Streams program of that folder (default ../shared/peers; needs javac and Maven)
  --streams throughput of these streams only`;

/** Reads the command line. @throws {Error} on what is not known */
export const readPlan = (args: readonly string[]): Plan => {
  const bare = args.map((arg) => (arg === "--peers" ? "--peers=../shared/peers" : arg));
  const { values, positionals } = parseArgs({
    args: [...bare],
    allowPositionals: true,
    options: {
      long: { type: "boolean", default: false },
      runs: { type: "string" },
      peers: { type: "string" },
      streams: { type: "string" },
    },
  });
  const runs = Number(values.runs ?? (values.long ? 3 : 1));
  if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs is a whole number from 1");
  return {
    names: positionals,
    long: values.long,
    runs,
    peers: values.peers,
    streams: values.streams?.split(","),
  };
};
