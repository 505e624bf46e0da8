import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { NetworkWeights } from "@millrace/neural";
import type { Stack } from "../support/stack.ts";
import type { BenchKafka } from "./kafka.ts";
import { fill } from "./load/fill.ts";
import type { BenchStream, linesOf } from "./load/streams.ts";
import { networkRungs, newStack, waitUntilReflected, warmUp } from "./stack.ts";
import { type CatchUp, catchUp } from "./throughput/catch-up.ts";

/** What a stack's topic is filled with while it is down. */
export interface FullTopic {
  readonly stream: BenchStream;
  readonly lines: typeof linesOf;
  readonly events: number;
  /** In use from the first event on; with none, the stack has only seen some events before. */
  readonly networks: readonly NetworkWeights[];
  /** Beside those of every bench. */
  readonly settings?: Readonly<Record<string, string>>;
}

const WARM_SEED = 1;
const SEED = 60;
const SEED_OF_ROUNDS = 40;
const SEEN = 1_000;
const ROUNDS = 3;
const ROUND = 200;
const ROUND_MS = 1_000;

/** From a full topic to answers that reflect its last event, on a stack of its own. @throws where events are missing */
export const fromFullTopic = async (
  kafka: BenchKafka,
  load: FullTopic,
): Promise<CatchUp & { readonly readByNetworks: number }> => {
  const { stream, lines, events, networks, settings = {} } = load;
  const { stack, url } = await newStack(kafka, `full.${randomUUID()}.`, settings);
  const connection = kafka.connection(stack.prefix);
  let scored: Scored = { all: 0, byNetworks: 0 };
  try {
    if (networks.length > 0) {
      await warmUp(kafka, stack, [stream], WARM_SEED, { lines, networks });
      // Each partition takes weights into use with a snapshot of its own.
      await stack.start({ MILLRACE_SNAPSHOT_EVERY_MS: "500" });
      for (let round = 0; round < ROUNDS; round++) {
        await fill(connection, lines(stream, SEED_OF_ROUNDS + round, ROUND));
        await waitUntilReflected(connection, url, [stream]);
        await pause(ROUND_MS);
      }
      scored = await scoredOf(stack, stream);
      await stack.stop();
    } else {
      await fill(connection, lines(stream, WARM_SEED, SEEN));
      await stack.start();
      await stack.open([stream]);
      await waitUntilReflected(connection, url, [stream]);
      scored = await scoredOf(stack, stream);
      await stack.stop();
    }
    const ends = await connection.admin("ends", (admin) => admin.fetchTopicOffsets(connection.name(stream)));
    const before = ends.reduce((sum, { high }) => sum + Number(high), 0);
    await fill(connection, lines(stream, SEED, events));
    const found = await catchUp(kafka, stack, url, stream, before);
    if (found.lag > 0 || found.events !== events)
      throw new Error(`${stream}: ${found.events} of ${events} events, lag ${found.lag}\n${stack.said}`);
    const { all, byNetworks } = await scoredOf(stack, stream);
    const readByNetworks = (byNetworks - scored.byNetworks) / Math.max(1, all - scored.all);
    await stack.stop();
    return { ...found, readByNetworks };
  } finally {
    await stack.close();
  }
};

/** Events that rungs have scored since the beginning of the log. */
interface Scored {
  /** By the trivial rung. */
  readonly all: number;
  /** By the network that scored most. */
  readonly byNetworks: number;
}

const scoredOf = async (stack: Stack, stream: BenchStream): Promise<Scored> => {
  const { body } = await stack.get("/v1/models");
  const { models } = body as {
    models: readonly { readonly stream: string; readonly model: string; readonly events: number }[];
  };
  const own = models.filter((one) => one.stream === stream);
  const networks = own.filter(({ model }) => networkRungs.has(model)).map(({ events }) => events);
  return { all: own[0]?.events ?? 0, byNetworks: Math.max(0, ...networks) };
};
