/**
 * The negative control: a service as it is often written. It counts the items of baskets in memory, saves the counts to
 * a file and commits the consumer's offset on two timers of their own. Killed at a random moment, it loses or doubles.
 * Arguments: brokers, topic, group, file.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import kafkajs from "kafkajs";

const [brokers = "", topic = "", groupId = "", file = ""] = process.argv.slice(2);
const before: { baskets: number; items: [string, number][] } = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : { baskets: 0, items: [] };
const items = new Map(before.items);
let baskets = before.baskets;

const save = (): void => {
  writeFileSync(`${file}.new`, JSON.stringify({ baskets, items: [...items] }));
  renameSync(`${file}.new`, file);
};

const client = new kafkajs.Kafka({ brokers: brokers.split(","), logLevel: kafkajs.logLevel.NOTHING });
const consumer = client.consumer({ groupId, sessionTimeout: 6_000, heartbeatInterval: 1_000 });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
setInterval(save, 150);
process.once("SIGTERM", () => {
  void consumer.disconnect().then(() => {
    save();
    process.exit(0);
  });
});
await consumer.run({
  autoCommitInterval: 200,
  eachMessage: async ({ message }) => {
    const basket: unknown = JSON.parse(message.value?.toString("utf8") ?? "null");
    if (typeof basket !== "object" || basket === null || !("items" in basket)) return;
    baskets++;
    for (const item of Array.isArray(basket.items) ? basket.items : [])
      items.set(String(item), (items.get(String(item)) ?? 0) + 1);
  },
});
