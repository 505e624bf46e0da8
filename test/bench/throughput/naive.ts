import { randomUUID } from "node:crypto";
import { Kafka, logLevel } from "kafkajs";
import type { Program } from "../program.ts";
import { nowMs } from "../timer.ts";

/** What the bare program reads. */
export interface NaiveInput {
  readonly brokers: string;
  /** Full name of a topic with baskets. */
  readonly topic: string;
  /** Events in it. */
  readonly events: number;
}

/** What it found. */
export interface NaiveOutput {
  /** From the first batch until all counts are on the topic and the offsets are committed. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly peakResidentBytes: number;
  /** Processor time over those seconds, all threads. */
  readonly cpuSeconds: number;
  readonly keys: number;
}

const FLUSH_MS = 1_000;
const MESSAGES_PER_CALL = 1_000;
/** Pairs are numbered row by row in a square of this many items. */
const SIDE = 1 << 16;

/**
 * What somebody writes in an afternoon: a consumer, a Map of counts of items and pairs, each second the changed counts
 * to a topic, then the offsets. No duplicate ids, no dead letters, no history, no queries, wrong after a crash.
 */
export const naive: Program<NaiveInput, NaiveOutput> = async ({ brokers, topic, events }) => {
  const kafka = new Kafka({ brokers: brokers.split(","), logLevel: logLevel.NOTHING });
  const out = `${topic}.naive.${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic: out, numPartitions: 1, configEntries: [{ name: "cleanup.policy", value: "compact" }] }],
  });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  const consumer = kafka.consumer({ groupId: out, maxBytesPerPartition: 4 << 20, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });

  const counts = new Map<number, number>();
  let changed = new Set<number>();
  let offsets = new Map<number, string>();
  const add = (key: number): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    changed.add(key);
  };
  const flush = async (): Promise<void> => {
    const [keys, ends] = [changed, offsets];
    changed = new Set();
    offsets = new Map();
    let messages: { key: string; value: string }[] = [];
    const send = async (): Promise<void> => {
      if (messages.length > 0) await producer.send({ topic: out, acks: -1, messages });
      messages = [];
    };
    for (const key of keys) {
      messages.push({ key: String(key), value: String(counts.get(key)) });
      if (messages.length === MESSAGES_PER_CALL) await send();
    }
    await send();
    await consumer.commitOffsets([...ends].map(([partition, offset]) => ({ topic, partition, offset })));
  };

  let began = 0;
  let cpuBefore = process.cpuUsage();
  let read = 0;
  let flushed = nowMs();
  await new Promise<void>((resolve, reject) => {
    const eachBatch: Parameters<typeof consumer.run>[0] = {
      autoCommit: false,
      eachBatch: async ({ batch, heartbeat }) => {
        if (began === 0) {
          began = nowMs();
          cpuBefore = process.cpuUsage();
        }
        for (const { value, offset } of batch.messages) {
          const basket: { items: string[] } = JSON.parse(String(value));
          const items = basket.items.map(Number).sort((a, b) => a - b);
          items.forEach((item, i) => {
            add(item);
            for (let j = i + 1; j < items.length; j++) add((item + 1) * SIDE + (items[j] ?? 0));
          });
          offsets.set(batch.partition, String(Number(offset) + 1));
          if (++read < events && nowMs() - flushed < FLUSH_MS) continue;
          await flush();
          flushed = nowMs();
          await heartbeat();
        }
        if (read >= events) resolve();
      },
    };
    consumer.run(eachBatch).catch(reject);
  });
  const seconds = (nowMs() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const peakResidentBytes = process.resourceUsage().maxRSS * 1024;
  await consumer.disconnect();
  await producer.disconnect();
  const cpuSeconds = (user + system) / 1e6;
  return { seconds, perSecond: read / seconds, peakResidentBytes, cpuSeconds, keys: counts.size };
};
