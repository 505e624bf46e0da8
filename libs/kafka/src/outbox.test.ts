import fc from "fast-check";
import type { Message, Producer, TopicMessages } from "kafkajs";
import { expect, test } from "vitest";
import { Outbox } from "./outbox.ts";
import { messageBytes } from "./send.ts";

/** A broker that takes requests up to a size; each answers when it is let. */
const slowBroker = (bytesMax = Infinity) => {
  const stored: string[] = [];
  const requests: string[][] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const take = async (topicMessages: readonly TopicMessages[]) => {
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    const all = topicMessages.flatMap(({ messages }) => messages);
    if (all.reduce((sum, message) => sum + messageBytes(message), 0) > bytesMax)
      throw Object.assign(new Error("too large"), { type: "MESSAGE_TOO_LARGE" });
    const names = topicMessages.flatMap(({ topic, messages }) =>
      messages.map(({ key }) => `${topic}/${key}`),
    );
    requests.push(names);
    stored.push(...names);
    return [];
  };
  const producer: Pick<Producer, "send" | "sendBatch"> = {
    send: ({ topic, messages }) => take([{ topic, messages }]),
    sendBatch: ({ topicMessages = [] }) => take(topicMessages),
  };
  const outbox = new Outbox(async () => producer as Producer);
  return { outbox, stored, requests, most: () => mostUnderWay };
};

const messages = (caller: number, count: number, bytes = 1): Message[] =>
  Array.from({ length: count }, (_, i) => ({ key: `${caller}.${i}`, value: Buffer.alloc(bytes) }));

test("what comes while a request is under way goes together in the next, and each caller's order is kept", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 1_500 }), { maxLength: 12 }), async (counts) => {
      const { outbox, stored, requests, most } = slowBroker();
      await Promise.all(
        counts.map((count, caller) => outbox.send(`t${caller % 2}`, messages(caller, count))),
      );
      expect(most()).toBeLessThanOrEqual(1);
      for (const [caller, count] of counts.entries()) {
        const own = stored.filter((name) => name.startsWith(`t${caller % 2}/${caller}.`));
        expect(own).toEqual(messages(caller, count).map(({ key }) => `t${caller % 2}/${key}`));
      }
      for (const request of requests) expect(request.length).toBeLessThanOrEqual(1_000);
    }),
    { numRuns: 20 },
  );
  const { outbox, requests } = slowBroker();
  await Promise.all(Array.from({ length: 16 }, (_, caller) => outbox.send("t", messages(caller, 3))));
  // One for whoever came first, one for everybody else.
  expect(requests).toHaveLength(2);
});

test("a record that is too large fails its own caller and nobody else", async () => {
  const { outbox, stored } = slowBroker(2_000);
  const results = await Promise.allSettled([
    outbox.send("t", messages(0, 1)),
    outbox.send("t", messages(1, 1, 5_000)),
    outbox.send("t", messages(2, 2)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(stored).toEqual(["t/0.0", "t/2.0", "t/2.1"]);
});

test("a broker that is away fails all who wait for that request, and the next try is another request", async () => {
  let away = true;
  const { outbox, stored } = slowBroker();
  const failing = new Outbox(async () => {
    if (away) throw new Error("away");
    return { sendBatch: async () => [] } as unknown as Producer;
  });
  await expect(failing.send("t", messages(0, 1))).rejects.toThrow("away");
  away = false;
  await failing.send("t", messages(0, 1));
  await outbox.send("t", []);
  expect(stored).toEqual([]);
});
