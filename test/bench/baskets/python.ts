import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { newFolder, removeFolder } from "../../support/folder.ts";

const program = fileURLToPath(new URL("./peers.py", import.meta.url));
const run = promisify(execFile);

/** How a batch miner of Python did, or why it did not. */
export type PeerRun = { readonly seconds: number; readonly sets: number } | { readonly absent: string };

/** Batch miners of Python. */
export const miners = ["efficient_apriori", "mlxtend", "pyfim"] as const;
/** How each of {@link miners} did. */
export type PeerRuns = Readonly<Record<(typeof miners)[number], PeerRun>>;

/** What a miner may take: beyond, it counts as absent. */
export interface PeerLimits {
  readonly timeoutMs: number;
  readonly addressSpaceMiB: number;
}

const reasonOf = (error: unknown, { timeoutMs }: PeerLimits): string => {
  if (typeof error === "object" && error !== null && "killed" in error && error.killed === true)
    return `> ${timeoutMs / 1000} s`;
  const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
  return /memory|alloc/i.test(lines.at(-1) ?? "") ? "no memory" : (lines.at(-1) ?? "");
};

/** Times the batch miners that are installed on some baskets, one after the other. */
export const timePeers = async (
  baskets: readonly (readonly string[])[],
  minSupport: number,
  maxLength: number,
  limits: PeerLimits,
): Promise<PeerRuns> => {
  const folder = await newFolder("peers");
  try {
    const file = join(folder, "baskets.txt");
    await writeFile(file, baskets.map((items) => items.join(" ")).join("\n"));
    const time = async (miner: (typeof miners)[number]): Promise<PeerRun> => {
      const args = [
        program,
        miner,
        file,
        String(minSupport),
        String(maxLength),
        String(limits.addressSpaceMiB),
      ];
      try {
        const { stdout } = await run("python3", args, { timeout: limits.timeoutMs, maxBuffer: 1 << 20 });
        return JSON.parse(stdout) as PeerRun;
      } catch (error) {
        return { absent: reasonOf(error, limits) };
      }
    };
    const [first, second, third] = miners;
    return { [first]: await time(first), [second]: await time(second), [third]: await time(third) };
  } finally {
    await removeFolder(folder);
  }
};
