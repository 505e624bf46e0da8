import fc from "fast-check";
import type { Message, Producer, RecordMetadata } from "kafkajs";
import { expect, test } from "vitest";
import { calls, messageBytes, sendInOrder } from "./send.ts";

const sizes = fc.array(fc.oneof(fc.nat(300), fc.nat(300_000)), { maxLength: 40 });
const messageOf = (size: number): Message => ({ partition: 0, value: Buffer.alloc(size) });

test("calls keep the order, hold at most 1,000 messages and half a mebibyte, or a single larger one", () => {
  fc.assert(
    fc.property(sizes, fc.nat(3), (all, small) => {
      const messages = [...all, ...Array.from({ length: small * 900 }, () => 10)].map(messageOf);
      const cut = [...calls(messages)];
      expect(cut.flat()).toEqual(messages);
      for (const call of cut) {
        expect(call.length).toBeLessThanOrEqual(1_000);
        const bytes = call.reduce((sum, message) => sum + messageBytes(message), 0);
        expect(call.length === 1 || bytes <= 512 * 1024).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

/** A broker that takes batches up to a size; what it has, in order. */
const broker = (bytesMax: number) => {
  const stored: Message[] = [];
  const send = async ({ messages }: { messages: Message[] }): Promise<RecordMetadata[]> => {
    const bytes = messages.reduce((sum, message) => sum + messageBytes(message), 0);
    if (bytes > bytesMax) throw Object.assign(new Error("too large"), { type: "MESSAGE_TOO_LARGE" });
    stored.push(...messages);
    return [
      { topicName: "t", partition: 0, errorCode: 0, baseOffset: String(stored.length - messages.length) },
    ];
  };
  const producer: Pick<Producer, "send"> = { send };
  return { stored, producer: producer as Producer };
};

test("a call that the broker finds too large goes in parts, in order; a message too large is replaced or left out", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 500, max: 400_000 }), async (all, bytesMax) => {
      const { stored, producer } = broker(bytesMax);
      const messages = all.map(messageOf);
      const told: [Message, number][] = [];
      await sendInOrder(producer, "t", messages, {
        shrink: () => undefined,
        onSent: (sent, [metadata]) => {
          for (const [i, message] of sent.entries()) told.push([message, Number(metadata?.baseOffset) + i]);
        },
      });
      expect(stored).toEqual(messages.filter((message) => messageBytes(message) <= bytesMax));
      for (const [message, offset] of told) expect(stored[offset]).toBe(message);
      expect(told).toHaveLength(stored.length);
    }),
    { numRuns: 50 },
  );
  const { producer } = broker(100);
  await expect(sendInOrder(producer, "t", [messageOf(500)])).rejects.toMatchObject({
    type: "MESSAGE_TOO_LARGE",
  });
});
