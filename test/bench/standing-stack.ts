import type { Stack } from "../support/stack.ts";
import type { BenchKafka } from "./kafka.ts";
import { fill } from "./load/fill.ts";
import { standingLines } from "./load/standing.ts";
import type { BenchStream } from "./load/streams.ts";
import { newStack, waitUntilReflected, warmUp } from "./stack.ts";

const SEED = 100;

/** A running stack that knows something of every stream, with networks in use and nothing left to read. */
export const standingStack = async (
  kafka: BenchKafka,
  prefix: string,
  streams: readonly BenchStream[],
): Promise<{ readonly stack: Stack; readonly url: string }> => {
  const made = await newStack(kafka, prefix);
  const connection = kafka.connection(prefix);
  try {
    await warmUp(kafka, made.stack, streams, 1);
    await made.stack.start();
    await fill(connection, standingLines(streams, SEED));
    await waitUntilReflected(connection, made.url, streams);
    return made;
  } catch (error) {
    await made.stack.close();
    throw error;
  }
};
