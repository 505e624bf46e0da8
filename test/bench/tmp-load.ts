import { simulateBaskets, simulateClicks, simulateReadings } from "@millrace/datasets";
import { Kafka, logLevel } from "kafkajs";

const [broker = "", what = "baskets", n = "100000"] = process.argv.slice(2);
const producer = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR }).producer({
  maxInFlightRequests: 4,
});
await producer.connect();
const N = Number(n);
const gen =
  what === "baskets"
    ? simulateBaskets({ seed: 1, baskets: N, items: 5000, meanSize: 8 }).events()
    : what === "clicks"
      ? simulateClicks({ seed: 1, sessions: Math.ceil(N / 12), items: 40 }).events()
      : simulateReadings({
          seed: 1,
          series: 100,
          readings: N / 100,
          readingsPerSeries: N / 100,
          points: N / 100,
        } as never).events();
let batch: { key: string; value: string }[] = [];
let sent = 0;
const t0 = Date.now();
for (const e of gen as Iterable<Record<string, unknown>>) {
  const key = String(e.userId ?? e.sessionId ?? e.seriesId ?? e.id);
  batch.push({ key: what === "clicks" ? String(e.sessionId) : key, value: JSON.stringify(e) });
  if (batch.length === 1000) {
    await producer.send({ topic: `millrace.${what}`, messages: batch, acks: -1 });
    sent += 1000;
    batch = [];
  }
}
if (batch.length) {
  await producer.send({ topic: `millrace.${what}`, messages: batch, acks: -1 });
  sent += batch.length;
}
console.log("sent", sent, ((sent / (Date.now() - t0)) * 1000).toFixed(0), "/s");
await producer.disconnect();
