import { KafkaSource, readableCodecs } from "@millrace/kafka";
import { expect, onTestFinished, test } from "vitest";
import { CountedWords } from "../support/counted-words.ts";
import { useBroker } from "../support/kafka.ts";
import { Recorder } from "../support/recorder.ts";

const broker = useBroker();
const connection = () => broker.connection();

const many = (count: number, word: string): string[] => Array.from({ length: count }, () => word);

/** Words counted on the given partitions by a process that has stopped cleanly. */
const counted = async (partitions: readonly number[], on: CountedWords): Promise<void> => {
  for (const partition of partitions) await on.append(partition, many(100, "ash"));
  const source = await on.start();
  await on.until(() => on.opened.length === 4 && partitions.every((p) => on.count(p, "ash") === 100));
  await source.stop();
  expect(on.halts).toEqual([]);
};

const restarted = async (on: CountedWords): Promise<void> => {
  const source = await on.start();
  onTestFinished(() => source.stop());
};

test("a stream goes on over a restart from what was committed, each record once", async () => {
  const on = await CountedWords.create(connection());
  await counted([1], on);
  await on.append(1, many(50, "ash"));
  await restarted(on);
  await on.until(() => on.count(1, "ash") === 150);
});

test("it halts before a record is applied when its topic was made anew, shorter or longer", async () => {
  const kafka = connection();
  const on = await CountedWords.create(kafka);
  await counted([0, 1, 2], on);
  await kafka.admin("delete", (admin) => admin.deleteTopics({ topics: [on.topic] }));
  await on.createTopic();
  await on.append(0, many(30, "bay"));
  await on.append(1, many(300, "bay"));
  await on.append(3, many(3, "bay"));
  await restarted(on);
  await on.until(() => on.halts.length === 3 && on.count(3, "bay") === 3);
  expect(on.haltCodes).toEqual([
    [0, "log_behind_commit"],
    [1, "log_replaced"],
    [2, "log_behind_commit"],
  ]);
  for (const partition of [0, 1, 2]) {
    expect(on.count(partition, "bay")).toBe(0);
    expect(on.count(partition, "ash")).toBe(100);
  }
});

test("it halts with the lost range when retention passed its snapshot, and goes on when that ends right there", async () => {
  const on = await CountedWords.create(connection());
  await counted([0, 1], on);
  for (const partition of [0, 1]) await on.append(partition, many(50, "ash"));
  await on.cut(0, 120);
  await on.cut(1, 100);
  await restarted(on);
  await on.until(() => on.halts.length === 1 && on.count(1, "ash") === 150);
  expect(on.haltCodes).toEqual([[0, "retention_passed"]]);
  expect(on.halts[0]?.[2]).toContain("100 to 119");
});

test("it halts when retention passes it while it runs, where the client would go on in silence", async () => {
  const on = await CountedWords.create(connection());
  await on.append(0, many(10, "ash"));
  let release: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const source = await on.start(hold);
  onTestFinished(() => source.stop());
  await on.until(() => on.entered === 1);
  await on.append(0, many(100, "bay"));
  await on.cut(0, 60);
  release();
  await on.until(() => on.halts.length === 1);
  expect(on.haltCodes).toEqual([[0, "retention_passed"]]);
  expect(on.count(0, "bay")).toBe(0);
});

test.each(["gzip", "snappy", "lz4"])("records that the broker keeps as %s are read", async (codec) => {
  const kafka = connection();
  const on = await CountedWords.create(kafka, { "compression.type": codec });
  const texts = Array.from({ length: 2_000 }, (_, i) => `${"word".repeat(i % 50)}${i % 300}`);
  await on.append(2, texts);
  const recorder = new Recorder();
  const source = new KafkaSource(kafka, { stream: "words", generation: 0, onHalt: recorder.onHalt });
  await source.start(recorder.open);
  onTestFinished(() => source.stop());
  await recorder.until(() => recorder.handlers.some(({ values }) => values.length === 2_000));
  expect(recorder.of(2).values).toEqual(texts);
});

test("zstd is read where this Node can; else the stream halts with a clear message instead of staying idle", async () => {
  const on = await CountedWords.create(connection(), { "compression.type": "zstd" });
  await on.append(0, many(500, "ash"));
  await restarted(on);
  const readable = readableCodecs().includes("zstd");
  await on.until(() => (readable ? on.count(0, "ash") === 500 : on.halts.length === 4));
  for (const [, code, said] of on.halts) {
    expect(code).toBe("codec_unsupported");
    expect(said).toContain("ZSTD");
  }
});
