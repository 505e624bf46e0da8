import { createDecoder } from "@millrace/events";
import { partitionOfKey } from "@millrace/kafka";
import type { Processor, Topology } from "@millrace/pipeline";
import { MemoryJournal } from "@millrace/pipeline/memory";
import { Metrics } from "@millrace/service";
import { expect, test } from "vitest";
import { placementChecked } from "./placement.ts";

const decoder = createDecoder("readings");
const topology: Topology<{ readonly time: number }> = {
  stream: "readings",
  compacted: false,
  decode: decoder.decode,
  idOf: () => undefined,
  timeOf: ({ time }) => time,
  open: (): Processor<{ readonly time: number }> => {
    throw new Error("nothing is absorbed here");
  },
};
const record = (seriesId: string, offset: number) => ({
  offset,
  timestamp: Date.UTC(2026, 0, 2),
  key: null,
  value: Buffer.from(JSON.stringify({ time: Date.UTC(2026, 0, 1), seriesId, value: 1 })),
  headers: {},
});

test("records in another partition than their key's are counted, told once, and read all the same", async () => {
  const [metrics, journal] = [new Metrics(), new MemoryJournal()];
  const here = partitionOfKey("wind", 4);
  const checked = placementChecked(topology, { partition: here, partitions: 4, metrics, journal });
  expect(checked.decode(record("wind", 0)).ok).toBe(true);
  expect(await metrics.text()).not.toMatch(/^millrace_misplaced_records_total{/m);
  const others = ["a", "b", "c", "d", "e", "f"].filter((id) => partitionOfKey(id, 4) !== here);
  for (const [n, id] of others.entries()) expect(checked.decode(record(id, n + 1)).ok).toBe(true);
  expect(await metrics.text()).toContain(
    `millrace_misplaced_records_total{stream="readings",partition="${here}"} ${others.length}`,
  );
  expect(journal.of("records_misplaced")).toHaveLength(1);
});

test("one partition, or a log of our own, needs no check", () => {
  const [metrics, journal] = [new Metrics(), new MemoryJournal()];
  expect(placementChecked(topology, { partition: 0, partitions: 1, metrics, journal })).toBe(topology);
  const own = { ...topology, stream: "ratings" };
  expect(placementChecked(own, { partition: 0, partitions: 4, metrics, journal })).toBe(own);
});
