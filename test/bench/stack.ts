import { type AddressInfo, createServer } from "node:net";
import type { KafkaConnection } from "@millrace/kafka";
import type { NetworkWeights } from "@millrace/neural";
import { Stack, type StackPlan } from "../support/stack.ts";
import { until } from "../support/until.ts";
import type { BenchKafka } from "./kafka.ts";
import { fill, lastOffsets } from "./load/fill.ts";
import { publishNetworks, untrainedNetworks } from "./load/networks.ts";
import { type BenchStream, linesOf } from "./load/streams.ts";

/** More events than any load has: with it as `MILLRACE_TRAIN_EVENTS_MIN` nothing is trained while it is measured. */
const NEVER = "100000000";
/** Events of a stream after which its networks are taken into use. */
const WARM_EVENTS = 2_000;
const ADOPTED_MS = 60_000;
/** Between the seeds of what is fed later: other events each time. */
const SEEDS_APART = 10;

/** A port that nobody has at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port }: Partial<AddressInfo> = Object(server.address());
      server.close(() => resolve(port ?? 0));
    });
  });

/** Settings under which every stack is measured, beside its own. */
export const benchSettings = (port: number): Readonly<Record<string, string>> => ({
  MILLRACE_HTTP_PORT: String(port),
  MILLRACE_TRAIN_EVENTS_MIN: NEVER,
  MILLRACE_AFTER_WAIT_MS: "60000",
  // What is measured is the server, not its patience with one caller.
  MILLRACE_RATE_PER_SECOND: "100000",
  LOG_LEVEL: "warn",
});

/** A stack that does not run yet, with nothing on its topics. @param settings beside those of every stack */
export const newStack = async (
  kafka: BenchKafka,
  prefix: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly stack: Stack; readonly url: string }> => {
  const port = await freePort();
  const plan: StackPlan = {
    brokers: kafka.brokers,
    prefix,
    settings: { ...benchSettings(port), ...settings },
  };
  return { stack: await Stack.make(plan), url: `http://127.0.0.1:${port}` };
};

/** Streams whose ladder has a network. */
const withNetworks: readonly BenchStream[] = ["clicks", "readings", "reviews"];

/** What a stack is warmed up with. */
export interface WarmLoad {
  /** `count` events of a stream; another seed gives other ids. */
  readonly lines: typeof linesOf;
  readonly networks: readonly NetworkWeights[];
}

/**
 * Feeds a stack some events of each stream and has it take networks into use, and stops it: from then on every click,
 * reading and review goes through a network too, from the first one on.
 */
export const warmUp = async (
  kafka: BenchKafka,
  stack: Stack,
  streams: readonly BenchStream[],
  seed: number,
  { lines, networks }: WarmLoad = { lines: linesOf, networks: untrainedNetworks() },
): Promise<void> => {
  const connection = kafka.connection(stack.prefix);
  for (const stream of streams) await fill(connection, lines(stream, seed, WARM_EVENTS));
  await publishNetworks(connection, networks);
  await stack.start({ MILLRACE_SNAPSHOT_EVERY_MS: "500" });
  await stack.open(streams);
  const wanted = streams.filter((stream) => withNetworks.includes(stream));
  let round = 0;
  let left: readonly BenchStream[] = wanted;
  const look = async (): Promise<boolean> => {
    const scored = await scoredByNetworks(stack);
    left = wanted.filter((stream) => !scored.has(stream));
    // Only an event that comes afterwards shows that they are.
    for (const stream of left) await fill(connection, lines(stream, seed + SEEDS_APART * ++round, 200));
    return left.length === 0;
  };
  await until("all networks are in use", look, ADOPTED_MS).catch((error: unknown) => {
    throw new Error(`${String(error)}; not those of ${left.join(", ")}\n${stack.said}`);
  });
  await stack.stop();
};

/** Rungs by which it is seen that networks are in use. */
export const networkRungs: ReadonlySet<string> = new Set(["gru", "average", "lstm"]);

/** Streams of whose events a network has scored some. */
const scoredByNetworks = async (stack: Stack): Promise<ReadonlySet<string>> => {
  const { body } = await stack.get("/v1/models");
  const { models } = body as { models: readonly { stream: string; model: string; events: number }[] };
  const scored = models.filter(({ model, events }) => networkRungs.has(model) && events > 0);
  return new Set(scored.map(({ stream }) => (stream.startsWith("reviews") ? "reviews" : stream)));
};

const TOKEN_VERSION = 1;

/** Resolves the moment the answers reflect all that is on the streams' topics; costs the stack nothing meanwhile. */
export const waitUntilReflected = async (
  connection: KafkaConnection,
  url: string,
  streams: readonly BenchStream[],
): Promise<void> => {
  const ends = await Promise.all(streams.map((stream) => lastOffsets(connection, stream)));
  const places = ends.flatMap((of, n) => of.map(({ partition, offset }) => [streams[n], partition, offset]));
  const after = Buffer.from(JSON.stringify([TOKEN_VERSION, ...places])).toString("base64url");
  // A call waits for a minute at most, and is turned away while the process is too busy.
  for (;;) {
    // It waits for the recommender too, but not for the scoreboards, which are told once a second.
    const response = await fetch(`${url}/v1/dead-letters?limit=1&after=${after}`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    if (response !== undefined && response.status < 500)
      throw new Error(`the wait for the answers ended with ${response.status}`);
  }
};
