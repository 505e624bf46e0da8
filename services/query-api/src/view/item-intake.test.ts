import { MemoryDeadLetters } from "@millrace/pipeline/memory";
import { Metrics } from "@millrace/service";
import { expect, test } from "vitest";
import { Catalogue } from "./catalogue.ts";
import { ItemIntake } from "./item-intake.ts";

const values = [
  '{"itemId":"a","title":"Ash"}',
  "not json",
  '{"title":"nobody"}',
  '{"itemId":"b","price":-1}',
];
const batch = {
  topic: "t.items",
  partition: 2,
  highWatermark: 14,
  records: values.map((value, i) => ({
    offset: 10 + i,
    timestamp: Date.UTC(2026, 0, 1),
    key: null,
    value: Buffer.from(value),
    headers: {},
  })),
};

const opened = (known: ReadonlyMap<number, number>) => {
  const [catalogue, deadLetters, metrics] = [new Catalogue(10), new MemoryDeadLetters(), new Metrics()];
  const described: string[] = [];
  const read: number[] = [];
  const intake = new ItemIntake({}, known, {
    catalogue,
    deadLetters,
    metrics,
    history: { described: (items) => described.push(...items.map(({ item }) => item.itemId)) },
    board: { read: (_stream, _partition, offset) => read.push(offset) },
  });
  return { intake, catalogue, deadLetters, metrics, described, read };
};

test("a bad description becomes a dead letter with its reason, is counted, and stops nothing", async () => {
  const { intake, catalogue, deadLetters, metrics, described, read } = opened(new Map());
  await intake.take(batch);
  expect(catalogue.title("a")).toBe("Ash");
  expect([described, read]).toEqual([["a"], [13]]);
  expect(deadLetters.letters.map(({ stream, topic, offset }) => [stream, topic, offset])).toEqual([
    ["items", "t.items", 11],
    ["items", "t.items", 12],
    ["items", "t.items", 13],
  ]);
  expect(deadLetters.letters.map(({ reason }) => reason)[0]).toBe("not_json");
  const text = await metrics.text();
  expect(text).toContain('millrace_events_total{stream="items",outcome="applied"} 1');
  expect(text).toContain('millrace_events_total{stream="items",outcome="dead_letter"} 3');
});

test("letters that are kept already are counted at the next start, and not sent again", async () => {
  const { intake, deadLetters, metrics } = opened(new Map([[2, 12]]));
  await intake.take(batch);
  expect(deadLetters.letters.map(({ offset }) => offset)).toEqual([13]);
  expect(await metrics.text()).toContain('millrace_events_total{stream="items",outcome="dead_letter"} 3');
});
