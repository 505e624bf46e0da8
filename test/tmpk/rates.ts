import { createTopics, KafkaAnswerPublisher, KafkaEventProducer, KafkaSource, replayTopic, ensureTopics } from "@millrace/kafka";
import { connect } from "@millrace/kafka";
const journal = { info() {}, warn(e: string, f: object) { console.log("warn", e, JSON.stringify(f).slice(0, 150)); }, error(e: string, f: object) { console.log("error", e, f); } };
const clock = { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((r) => setTimeout(r, ms)), breathe: async () => undefined, random: Math.random };
const prefix = `r${Date.now()}.`;
const c = connect({ brokers: ["127.0.0.1:39192"], clientId: "rates", prefix, journal, clock });
await ensureTopics(c, { partitions: 4, replicationFactor: 1, retentionMs: -1 });
const N = 400_000;
const producer = new KafkaEventProducer(c);
const value = new Uint8Array(200).fill(120);
const t0 = performance.now();
let n = 0;
const lanes = Number(process.argv[2] ?? 4);
await Promise.all(Array.from({ length: lanes }, async () => {
  while (n < N) { n += 2000; await producer.send("clicks", Array.from({ length: 2000 }, (_, i) => ({ key: `k${i}`, value }))); }
}));
console.log("produce/s", Math.round(n / (performance.now() - t0) * 1000));
const single = performance.now();
for (let i = 0; i < 300; i++) await producer.send("reviews", [{ key: `k${i}`, value }]);
console.log("single send ms", ((performance.now() - single) / 300).toFixed(2));
for (const mb of [0.5, 1, 2, 4]) {
  let got = 0; const start = performance.now(); let first = 0; let peak = 0;
  await new Promise<void>(async (resolve) => {
    const s = new KafkaSource(c, { stream: "clicks", generation: mb * 10, onHalt: console.error, bytesPerPartitionMax: mb * (1 << 20) });
    await s.start(async (log) => { log.seek(0); return { process: async (b) => { if (!first) first = performance.now(); got += b.records.length; peak = Math.max(peak, process.memoryUsage().rss); if (got >= n) { console.log("consume/s", mb, "MiB", Math.round(got / (performance.now() - first) * 1000), "first after ms", Math.round(first - start), "rss MB", Math.round(peak / 1e6)); await Promise.resolve(); setTimeout(async () => { await s.stop(); resolve(); }, 0); } }, tick: async () => {}, close: async () => {} }; });
  });
}
{
  const start = performance.now(); let got = 0;
  await replayTopic(c, { topic: c.name("clicks"), onRecords: (b) => { got += b.records.length; } });
  console.log("replay/s", Math.round(got / (performance.now() - start) * 1000));
}
{
  const pub = new KafkaAnswerPublisher(c, 4);
  const start = performance.now(); const batch = Array.from({ length: 2000 }, (_, i) => ({ entity: `item/${i}`, value: value.subarray(0, 100) }));
  const progress = { generation: 0, offset: 1, highWatermark: 1, eventTime: 0, appended: [], outcomes: {}, deadLetters: {}, status: { sizes: {}, scores: [], weights: {}, globals: {} }, snapshotOffset: -1, publishedAt: 0 };
  for (let i = 0; i < 100; i++) await pub.publish("clicks", i % 4, batch, { ...progress, offset: i });
  console.log("answers/s", Math.round(200_000 / (performance.now() - start) * 1000));
}
{
  const waits: number[] = []; let at = 0; let wake = () => {};
  const s = new KafkaSource(c, { stream: "readings", generation: 0, onHalt: console.error });
  await s.start(async (log) => { log.seek(0); return { process: async () => { waits.push(performance.now() - at); wake(); }, tick: async () => {}, close: async () => {} }; });
  await clock.sleep(500);
  for (let i = 0; i < 200; i++) { const p = new Promise<void>((r) => { wake = r; }); at = performance.now(); await producer.send("readings", [{ key: `k${i}`, value }]); await p; await clock.sleep(Math.random() * 20); }
  waits.sort((a, b) => a - b);
  console.log("send -> handler ms p50", waits[100]?.toFixed(2), "p99", waits[197]?.toFixed(2));
  await s.stop();
}
await c.close();
