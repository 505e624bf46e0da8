import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { malformedEvents, mixIn, simulateClicks } from "@millrace/datasets";
import { type DemoFeed, datasetLines } from "../datasets/index.ts";

/** The streams that are fed, in the order of the summary. */
export const demoStreams = ["baskets", "clicks", "reviews", "readings"] as const;
/** One of them. */
export type DemoStreamName = (typeof demoStreams)[number];

/** Fetches the data in a child process. @throws when that fails: the child has said why */
export const fetchData = (cacheDir: string): Promise<DemoFeed> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("./prepare.ts", import.meta.url)), [cacheDir]);
    let feed: DemoFeed | undefined;
    child.once("message", (message) => {
      feed = message as DemoFeed;
      child.disconnect();
    });
    child.once("exit", () =>
      feed === undefined ? reject(new Error("The demo's data could not be prepared.")) : resolve(feed),
    );
  });

/** Bad events in each stream, on purpose. */
const BAD_EVENTS = 25;
/** One event in so many is sent twice. */
const TWICE_EVERY = 1_000;
const CLICK_SESSIONS = 7_500;

/** Clicks whose next item depends on the third last one too: what is planted is compared with what is learned. */
export const plantedClicks = () => simulateClicks({ seed: 7, sessions: CLICK_SESSIONS, items: 40, order: 3 });

const clickLines = async function* (): AsyncGenerator<string> {
  for (const click of plantedClicks().events()) yield JSON.stringify(click);
};

/** A stream's events as JSON lines, at most `most` of them, with bad ones mixed in and some sent twice. */
export async function* streamLines(
  feed: DemoFeed,
  stream: DemoStreamName,
  most: number,
): AsyncGenerator<string> {
  const good = limited(stream === "clicks" ? clickLines() : datasetLines(feed.files[stream]), most);
  let n = 0;
  for await (const line of mixIn(good, malformedEvents(stream, BAD_EVENTS, 1), 200)) {
    yield line;
    if (++n % TWICE_EVERY === 0) yield line;
  }
}

async function* limited(lines: AsyncIterable<string>, most: number): AsyncGenerator<string> {
  let n = 0;
  for await (const line of lines) {
    if (n++ >= most) return;
    yield line;
  }
}
