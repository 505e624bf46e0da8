import { homedir } from "node:os";
import { join } from "node:path";
import { datasetLines, demoFeed } from "../../../services/cli/src/datasets/index.ts";

/** The demo's baskets, in order of time; undefined, said with the reason, where they cannot be had. */
export const completeJourney = async (
  say: (line: string) => void,
): Promise<readonly (readonly string[])[] | undefined> => {
  const cacheDir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "millrace");
  try {
    const { files } = await demoFeed({ cacheDir, progress: say });
    const baskets: (readonly string[])[] = [];
    for await (const line of datasetLines(files.baskets)) {
      const { items } = JSON.parse(line) as { readonly items: readonly string[] };
      baskets.push(items);
    }
    return baskets;
  } catch (error) {
    say(`completejourney: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};
