import { type DeadLetter, Trouble } from "@millrace/pipeline";
import { MemoryDeadLetters, MemoryRows } from "@millrace/pipeline/memory";
import { expect, test } from "vitest";
import { deadLettersInBoth } from "./dead-letters.ts";

const letter: DeadLetter = {
  stream: "clicks",
  topic: "millrace.clicks",
  partition: 3,
  offset: 41,
  timestamp: 1_767_225_600_000,
  reason: "bad_utf8",
  detail: "byte 3",
  key: null,
  // A view into something larger, as what was fetched with others is.
  value: new Uint8Array([9, 9, 0xff, 0xfe, 9]).subarray(2, 4),
  headers: { version: new Uint8Array([1, 2]) },
};

test("a dead letter lies on the topic as it was, and in the table with its bytes as text", async () => {
  const topic = new MemoryDeadLetters();
  const rows = new MemoryRows();
  await deadLettersInBoth(topic, rows).send([letter]);
  expect(topic.letters).toEqual([letter]);
  expect(rows.added).toEqual([
    {
      table: "dead_letters",
      values: expect.objectContaining({
        partition: 3,
        offset: 41,
        appended_at: letter.timestamp,
        reason: "bad_utf8",
        key: null,
        value: "//4=",
        headers: '{"version":"AQI="}',
      }),
    },
  ]);
});

test("is in neither twice in effect: where the table fails it is tried again on both, under the same place", async () => {
  const topic = new MemoryDeadLetters();
  const rows = new MemoryRows();
  let away = true;
  const queue = deadLettersInBoth(topic, {
    add: async (added) => {
      if (away) throw new Trouble("engine_unavailable", "", { retryable: true });
      await rows.add(added);
    },
    flush: () => rows.flush(),
  });
  await expect(queue.send([letter])).rejects.toMatchObject({ code: "engine_unavailable" });
  away = false;
  await queue.send([letter]);
  expect(new Set(topic.letters.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(1);
  expect(rows.added).toHaveLength(1);
});
