import { malformedEvents } from "@millrace/events/testing";
import { type KafkaConnection, replayTopic } from "@millrace/kafka";
import type { SourceRecord } from "@millrace/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventStream, eventStreams, goodEvents } from "../support/good-events.ts";
import { useBroker } from "../support/kafka.ts";
import { sumOf } from "../support/metrics.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const broker = useBroker();
let connection: KafkaConnection;
let stack: Stack;

beforeAll(async () => {
  connection = broker.connection();
  await makeTopics(connection);
  stack = await Stack.make({ brokers: broker.brokers, prefix: connection.prefix });
  await stack.start();
  await stack.ready();
});

afterAll(() => stack?.close());
showOnFailure(() => stack);

const headerOf = (record: SourceRecord, name: string): string =>
  Buffer.from(record.headers[name] ?? []).toString();

const lettersOf = async (stream: EventStream): Promise<readonly SourceRecord[]> => {
  const letters: SourceRecord[] = [];
  await replayTopic(connection, {
    topic: connection.name("dead-letters"),
    onRecords: ({ records }) => {
      for (const record of records) if (headerOf(record, "stream") === stream) letters.push(record);
    },
  });
  return letters.sort((a, b) => Number(headerOf(a, "offset")) - Number(headerOf(b, "offset")));
};

const base64 = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("base64");

describe.each(eventStreams)("malformed %s", (stream) => {
  const malformed = malformedEvents(stream);

  it("are more than 200, and each becomes one dead letter, while the good event after them is applied", async () => {
    expect(malformed.length).toBeGreaterThan(200);
    const good = { topic: stream, key: "malformed", value: JSON.stringify(goodEvents[stream](1)) };
    await produce(connection, [...malformed.map(({ key, value }) => ({ topic: stream, key, value })), good]);
    await until(`the good event of ${stream} is applied`, async () => {
      const samples = await stack.metrics();
      return sumOf(samples, "millrace_events_total", { stream, outcome: "applied" }) === 1;
    });
    const samples = await stack.metrics();
    expect(sumOf(samples, "millrace_events_total", { stream, outcome: "dead_letter" })).toBe(
      malformed.length,
    );
    expect(sumOf(samples, "millrace_events_total", { stream })).toBe(malformed.length + 1);
  });

  it("lie on the dead-letters topic as they were, with the right reason, once each", async () => {
    const letters = await lettersOf(stream);
    expect(letters.map((letter) => Number(headerOf(letter, "offset")))).toEqual(malformed.map((_, i) => i));
    for (const [i, letter] of letters.entries()) {
      const { name, reason, key, value } =
        malformed[i] ?? malformed[0] ?? expect.fail("nothing is malformed");
      expect([name, headerOf(letter, "reason")]).toEqual([name, reason]);
      expect([name, base64(letter.key), base64(letter.value)]).toEqual([name, base64(key), base64(value)]);
      expect(headerOf(letter, "topic")).toBe(connection.name(stream));
      expect(headerOf(letter, "error")).not.toBe("");
    }
  });

  it("are listed by HTTP, newest first, once they are stored", async () => {
    const listed = await until(`${malformed.length} dead letters of ${stream} in the list`, async () => {
      const { body } = await stack.get(`/v1/dead-letters?stream=${stream}&limit=1000`);
      const { deadLetters } = body as {
        deadLetters: { offset: number; reason: string; value: string | null }[];
      };
      return deadLetters.length >= malformed.length ? deadLetters : undefined;
    });
    expect(listed.toReversed().map(({ reason, value }) => [reason, value])).toEqual(
      malformed.map(({ reason, value }) => [reason, base64(value)]),
    );
  });
});

describe("what is larger than the broker takes", () => {
  const large = JSON.stringify({ ...goodEvents.reviews(2), text: "x".repeat(1_100_000) });

  it("is refused at the door by its place, and the event beside it is taken", async () => {
    const fine = JSON.stringify(goodEvents.reviews(3));
    const { status, body } = await stack.post("/v1/events/reviews", `${large}\n${fine}\n`, {
      "content-type": "application/x-ndjson",
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 0, reason: "too_large" }] });
  });

  it("is refused with 413 where the whole body is too large", async () => {
    const { status, type, body } = await stack.post(
      "/v1/events/reviews",
      `[${Array(9).fill(large).join(",")}]`,
    );
    expect([status, type]).toEqual([413, expect.stringContaining("application/problem+json")]);
    expect(body).toMatchObject({ status: 413, code: "too_large" });
  });
});
