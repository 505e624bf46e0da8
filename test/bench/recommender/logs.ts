import { homedir } from "node:os";
import { join } from "node:path";
import { datasetLines, demoFeed } from "../../../services/cli/src/datasets/index.ts";

/** A rating as it came. */
export interface TimedRating {
  readonly userId: string;
  readonly itemId: string;
  readonly rating: number;
  /** ms since 1970. */
  readonly time: number;
}

/** MovieLens (100,004 ratings, 671 users, 9,066 films) in time order, as the demo fetches it. @throws {DatasetError} */
export const movieRatings = async (say: (line: string) => void): Promise<readonly TimedRating[]> => {
  const cacheDir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "millrace");
  const { files } = await demoFeed({ cacheDir, progress: say });
  const ratings: TimedRating[] = [];
  for await (const line of datasetLines(files.reviews)) {
    const { userId, itemId, rating, time } = JSON.parse(line) as TimedRating;
    if (userId.startsWith("ml-")) ratings.push({ userId, itemId, rating, time });
  }
  return ratings.sort((a, b) => a.time - b.time);
};
