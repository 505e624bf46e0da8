/**
 * The negative control: a service as it is often written. It keeps counts in memory, saves them to a file and commits
 * the consumer's offset on two timers of their own, and drops nothing. Killed at a random moment it loses or doubles.
 * Arguments: brokers, topic, group, file.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Kafka, logLevel } from "kafkajs";

const [brokers = "", topic = "", groupId = "", file = ""] = process.argv.slice(2);
const counts = new Map<string, number>(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
const consumer = new Kafka({ brokers: brokers.split(","), logLevel: logLevel.NOTHING }).consumer({
  groupId,
  sessionTimeout: 6_000,
  heartbeatInterval: 1_000,
});
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
setInterval(() => {
  writeFileSync(`${file}.new`, JSON.stringify([...counts]));
  renameSync(`${file}.new`, file);
}, 150);
await consumer.run({
  autoCommitInterval: 200,
  eachMessage: async ({ message }) => {
    const basket: unknown = JSON.parse(message.value?.toString("utf8") ?? "null");
    const items = typeof basket === "object" && basket !== null && "items" in basket ? basket.items : [];
    for (const item of Array.isArray(items) ? items : []) counts.set(String(item), (counts.get(String(item)) ?? 0) + 1);
  },
});
