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

/** Batch miners of Python, by name. */
export type PeerRuns = Readonly<Record<string, PeerRun>>;

/** Times the batch miners that are installed on some baskets. @param timeoutMs after which they count as absent */
export const timePeers = async (
  baskets: readonly (readonly string[])[],
  minSupport: number,
  maxLength: number,
  timeoutMs: number,
): Promise<PeerRuns> => {
  const folder = await newFolder("peers");
  try {
    const file = join(folder, "baskets.txt");
    await writeFile(file, baskets.map((items) => items.join(" ")).join("\n"));
    const args = [program, file, String(minSupport), String(maxLength)];
    const { stdout } = await run("python3", args, { timeout: timeoutMs, maxBuffer: 1 << 20 });
    return JSON.parse(stdout) as PeerRuns;
  } catch (error) {
    return {
      python3: { absent: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) },
    };
  } finally {
    await removeFolder(folder);
  }
};
