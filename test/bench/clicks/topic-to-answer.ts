import { randomUUID } from "node:crypto";
import type { BenchKafka } from "../kafka.ts";
import { fill, lastOffsets } from "../load/fill.ts";
import type { linesOf } from "../load/streams.ts";
import { newStack, warmUp } from "../stack.ts";
import { type CatchUp, catchUp } from "../throughput/catch-up.ts";
import { clicksOver, networksOver } from "./many-items.ts";

const WARM_SEED = 1;
const SEED = 2;

/** What lies on the topic, and what predicts from it. */
export interface TopicLoad {
  readonly items: number;
  readonly clicks: number;
  /** As `MILLRACE_CLICK_RUNGS`. */
  readonly rungs: "all" | "chain";
}

/** A whole stack that reads a full topic of clicks over so many items, networks in use; nobody's name is on them. */
export const topicToAnswer = async (
  kafka: BenchKafka,
  { items, clicks, rungs }: TopicLoad,
  say: (line: string) => void,
): Promise<CatchUp> => {
  const settings = { MILLRACE_CLICK_RUNGS: rungs };
  const { stack, url } = await newStack(kafka, `clicks.${randomUUID()}.`, settings);
  const connection = kafka.connection(stack.prefix);
  const lines = linesOver(items);
  try {
    await warmUp(kafka, stack, ["clicks"], WARM_SEED, { lines, networks: networksOver(items) });
    const held = await lastOffsets(connection, "clicks");
    const before = held.reduce((sum, { offset }) => sum + offset + 1, 0);
    await fill(connection, lines("clicks", SEED, clicks));
    const found = await catchUp(kafka, stack, url, "clicks", before);
    say(`${items} items, rungs: ${rungs}: ${Math.round(found.perSecond)} clicks/s from topic to answer`);
    if (found.lag > 0 || found.events !== clicks)
      throw new Error(`${found.events} of ${clicks} clicks, lag ${found.lag}\n${stack.said}`);
    await stack.stop();
    return found;
  } finally {
    await stack.close();
  }
};

const linesOver = (items: number): typeof linesOf =>
  function* (topic, seed, count) {
    let left = count;
    for (const click of clicksOver(items, seed)) {
      if (left-- === 0) return;
      yield { topic, key: click.sessionId, value: JSON.stringify(click) };
    }
  };
