import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { datasetLines, demoFeed } from "../../../services/cli/src/datasets/index.ts";

/** A rating as it came. */
export interface TimedRating {
  readonly userId: string;
  readonly itemId: string;
  readonly rating: number;
  /** ms since 1970. */
  readonly time: number;
}

const cacheDir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "millrace");

/** MovieLens (100,004 ratings, 671 users, 9,066 films) in time order, as the demo fetches it. @throws {DatasetError} */
export const movieRatings = async (say: (line: string) => void): Promise<readonly TimedRating[]> => {
  const { files } = await demoFeed({ cacheDir, progress: say });
  const ratings: TimedRating[] = [];
  for await (const line of datasetLines(files.reviews)) {
    const { userId, itemId, rating, time } = JSON.parse(line) as TimedRating;
    if (userId.startsWith("ml-")) ratings.push({ userId, itemId, rating, time });
  }
  return ratings.sort((a, b) => a.time - b.time);
};

/** What somebody did with some items at once. */
export interface TimedTouch {
  readonly userId: string;
  readonly itemIds: readonly string[];
  readonly weight: number;
  /** ms since 1970. */
  readonly time: number;
}

/** Baskets of the demo (completejourney), in order of time. @throws {DatasetError} */
export const householdBaskets = async (say: (line: string) => void): Promise<readonly TimedTouch[]> => {
  const { files } = await demoFeed({ cacheDir, progress: say });
  const baskets: TimedTouch[] = [];
  for await (const line of datasetLines(files.baskets)) {
    const { userId, items, time } = JSON.parse(line) as { userId: string; items: string[]; time: number };
    baskets.push({ userId, itemIds: items, weight: 5, time });
  }
  return baskets.sort((a, b) => a.time - b.time);
};

const shared = (name: string): string =>
  fileURLToPath(new URL(`../../../../shared/data/${name}`, import.meta.url));

const linesOf = async (name: string): Promise<readonly string[] | undefined> => {
  const text = await readFile(shared(name), "latin1").catch(() => undefined);
  return text?.trim().split("\n");
};

/** Sessions as users, of two web sites; without those whose files are not beside the repository. */
export const sessionLogs = async (
  say: (line: string) => void,
): Promise<ReadonlyMap<string, readonly TimedTouch[]>> => {
  const logs = new Map<string, readonly TimedTouch[]>();
  const documents = await linesOf("clicks-epub/epub.dat");
  const areas = await linesOf("clicks-msweb/anonymous-msweb.data");
  const click = (userId: string, itemId: string, time: number): TimedTouch => ({
    userId,
    itemIds: [itemId],
    weight: 1,
    time: time * 60_000,
  });
  if (documents === undefined) say("clicks-epub is not there and is left out");
  else
    logs.set(
      "epub",
      documents.map((line, n) => click(line.split(";")[0] ?? "", line.split(";")[1] ?? "", n)),
    );
  if (areas === undefined) say("clicks-msweb is not there and is left out");
  else {
    let user = "";
    const visits: TimedTouch[] = [];
    for (const line of areas) {
      const [kind, first = "", second = ""] = line.split(",");
      if (kind === "C") user = second;
      if (kind === "V") visits.push(click(user, first, visits.length));
    }
    logs.set("msweb", visits);
  }
  return logs;
};

/** What the demo's catalogue says of films, and the texts of its reviews. @throws {DatasetError} */
export const filmTexts = async (say: (line: string) => void) => {
  const { files } = await demoFeed({ cacheDir, progress: say });
  const films: { itemId: string; title: string; categories: readonly string[] }[] = [];
  for await (const line of datasetLines(files.items)) {
    const {
      itemId,
      title = "",
      categories = [],
    } = JSON.parse(line) as {
      itemId: string;
      title?: string;
      categories?: string[];
    };
    if (itemId.startsWith("ml-")) films.push({ itemId, title, categories });
  }
  const texts: string[] = [];
  for await (const line of datasetLines(files.reviews)) {
    const { text } = JSON.parse(line) as { text?: string };
    if (text !== undefined) texts.push(text);
  }
  return { films, texts };
};
