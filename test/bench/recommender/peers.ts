import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TimedRating } from "./logs.ts";
import type { RankingFigures, Split } from "./rankings.ts";

/** What Python's libraries found on the same data; absent where one is not installed. */
export interface PeerFigures {
  /** Test-then-train RMSE by River's models. */
  readonly river?: Readonly<Record<string, number>>;
  /** Ratings a second that they predicted and learned. */
  readonly riverPerSecond?: Readonly<Record<string, number>>;
  /** Rankings by `implicit`'s models, on the same split. */
  readonly implicit?: Readonly<Record<string, RankingFigures>>;
}

const run = promisify(execFile);

/**
 * Runs River and `implicit` where Python has them: MILLRACE_BENCH_PYTHON names the interpreter, else `python3`. Neither is
 * needed for the rest.
 */
export const peerFigures = async (ratings: readonly TimedRating[], split: Split): Promise<PeerFigures> => {
  const folder = await mkdtemp(join(tmpdir(), "millrace-peers-"));
  try {
    const lines = (list: readonly (readonly (string | number)[])[]): string =>
      list.map((row) => row.join("\t")).join("\n");
    await writeFile(join(folder, "ratings.tsv"), lines(ratings.map((r) => [r.userId, r.itemId, r.rating])));
    await writeFile(join(folder, "train.tsv"), lines(split.train.map((r) => [r.userId, r.itemId])));
    await writeFile(join(folder, "held.tsv"), lines([...split.held]));
    const python = process.env.MILLRACE_BENCH_PYTHON ?? "python3";
    const script = fileURLToPath(new URL("./peers.py", import.meta.url));
    const { stdout } = await run(python, [script, folder], { maxBuffer: 1 << 20 });
    return JSON.parse(stdout) as PeerFigures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
