import { isStreamName } from "@millrace/events";
import type { Place, ProgressBoard } from "../view/progress.ts";
import type { App } from "./app.ts";
import { Problem } from "./problem.ts";

const TOKEN_CHARS_MAX = 4_096;
const VERSION = 1;

/** A token that names records: the greatest offset of each partition is enough. */
export const encodeAfter = (places: readonly Place[]): string => {
  const greatest = new Map<string, Place>();
  for (const place of places) {
    const name = `${place.stream}/${place.partition}`;
    if ((greatest.get(name)?.offset ?? -1) < place.offset) greatest.set(name, place);
  }
  const list = [...greatest.values()].map((p) => [p.stream, p.partition, p.offset]);
  return Buffer.from(JSON.stringify([VERSION, ...list])).toString("base64url");
};

/** Reads a token. @throws {Problem} unprocessable */
export const decodeAfter = (token: string): Place[] => {
  const refuse = (): never => {
    throw new Problem("unprocessable", "`after` is not a token that POST /v1/events gave.");
  };
  if (token.length > TOKEN_CHARS_MAX) return refuse();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    return refuse();
  }
  if (!Array.isArray(parsed) || parsed[0] !== VERSION) return refuse();
  return parsed.slice(1).map((entry: unknown): Place => {
    if (!Array.isArray(entry)) return refuse();
    const [stream, partition, offset]: unknown[] = entry;
    if (typeof stream !== "string" || !isStreamName(stream)) return refuse();
    if (!isPlace(partition) || !isPlace(offset)) return refuse();
    return { stream, partition, offset };
  });
};

/** Paths whose answers come from a stream's own service: they need not wait for what was forwarded to the recommender. */
const OWN_ANSWERS =
  /^\/v1\/(rules|itemsets|sessions|pages|funnel|series|reviews|sentiment|complete|words|items\/:itemId\/sentiment)(\/|$)/;

/** The path whose answer is told once a second. */
const SCOREBOARD = "/v1/models";

const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/**
 * Makes every GET and POST with `?after=TOKEN` wait until the answers reflect the events that the token names.
 * @param partitionsOf how many partitions a stream's topic has; 0 where that is not known.
 */
export const readYourWrites = (
  app: App,
  board: ProgressBoard,
  waitMs: number,
  partitionsOf: (stream: string) => number = () => 0,
): void => {
  const reflected = async (token: string, path: string): Promise<void> => {
    const places = decodeAfter(token);
    const beyond = places.find(({ stream, partition }) => partition >= (partitionsOf(stream) || Infinity));
    if (beyond !== undefined)
      throw new Problem("unprocessable", `\`after\` names a partition that ${beyond.stream} does not have.`);
    const reach = { recommender: !OWN_ANSWERS.test(path), scores: path === SCOREBOARD };
    if (await board.reach(places, waitMs, reach)) return;
    throw new Problem("not_yet", `The answers do not reflect these events within ${waitMs} ms.`, {
      retryAfter: 1,
    });
  };
  app.addHook("preHandler", (request, _reply, done) => {
    const query: unknown = request.query;
    const token = typeof query === "object" && query !== null && "after" in query ? query.after : undefined;
    if (typeof token !== "string") done();
    else reflected(token, request.routeOptions.url ?? "").then(() => done(), done);
  });
};
