import type { EventToSend, Sent } from "@millrace/kafka";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Feed } from "./feed.ts";
import type { Judged } from "./judge.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** A feed whose broker takes everything but what begins with "huge", and whose decoder refuses "bad". */
const feedOf = ({ raw = false, perSecond }: { raw?: boolean; perSecond?: number }) => {
  let now = 0;
  const batches: { at: number; events: readonly EventToSend[] }[] = [];
  const refused: string[] = [];
  const feed = new Feed(
    { raw, perSecond },
    {
      send: async (events) => {
        batches.push({ at: now, events });
        return events.map(
          ({ value }, offset): Sent =>
            text(value).startsWith("huge")
              ? { ok: false, reason: "too_large", bytes: value.length }
              : { ok: true, topic: "t", partition: 0, offset },
        );
      },
      judge: (value): Judged =>
        text(value).startsWith("bad")
          ? { ok: false, reason: "not_json", detail: "no JSON" }
          : { ok: true, key: `key of ${text(value)}` },
      clock: {
        now: () => now,
        sleep: async (ms) => {
          now += ms;
        },
      },
      onRefused: (line, reason) => refused.push(`${line} ${reason}`),
      onSent: () => undefined,
    },
  );
  const run = async (values: readonly string[]): Promise<void> => {
    for (const [n, value] of values.entries()) await feed.take(bytes(value), n + 1);
    await feed.flush();
  };
  return { feed, run, batches, refused };
};

describe("a feed", () => {
  it("sends what is an event in order under its key, and counts every value once", async () => {
    const value = fc.constantFrom("good a", "good b", "bad", "huge");
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 40 }), async (values) => {
        const { feed, run, batches } = feedOf({ perSecond: 50 });
        await run(values);
        const sent = batches.flatMap(({ events }) => events);
        expect(sent.map((event) => text(event.value))).toEqual(values.filter((v) => v !== "bad"));
        for (const event of sent) expect(event.key).toBe(`key of ${text(event.value)}`);
        const refused = [...feed.refused.values()].reduce((a, b) => a + b, 0);
        expect(feed.sent + refused).toBe(values.length);
      }),
    );
  });

  it("names the line of each refusal", async () => {
    const { run, refused } = feedOf({});
    await run(["good", "bad", "good", "huge"]);
    expect(refused).toEqual(["2 not_json", "4 too_large"]);
  });

  it("sends what is no event too when told so, under no key", async () => {
    const { feed, run, batches, refused } = feedOf({ raw: true });
    await run(["bad", "good"]);
    expect(batches.flatMap(({ events }) => events).map(({ key }) => key)).toEqual([null, "key of good"]);
    expect([feed.sent, refused]).toEqual([2, ["1 not_json"]]);
  });

  it("sends a thousand at a time when nothing holds it back", async () => {
    const { run, batches } = feedOf({});
    await run(Array.from({ length: 2_500 }, (_, n) => `good ${n}`));
    expect(batches.map(({ at, events }) => [at, events.length])).toEqual([
      [0, 1_000],
      [0, 1_000],
      [0, 500],
    ]);
  });

  it("is never ahead of its rate by more than a batch, nor behind when the broker is quick", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 300 }),
        async (perSecond, n) => {
          const { run, batches } = feedOf({ perSecond });
          await run(Array.from({ length: n }, () => "good"));
          let before = 0;
          for (const { at, events } of batches) {
            expect(at).toBeCloseTo((before * 1_000) / perSecond, 6);
            before += events.length;
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("says up to which line everything is acknowledged when the broker goes away", async () => {
    const broken = new Feed(
      { raw: false, perSecond: undefined },
      {
        send: async () => Promise.reject(new Error("away")),
        judge: () => ({ ok: true, key: "k" }),
        clock: { now: () => 0, sleep: async () => undefined },
        onRefused: () => undefined,
        onSent: () => undefined,
      },
    );
    await broken.take(bytes("good"), 7);
    await expect(broken.flush()).rejects.toMatchObject({ code: "sending_broke_off", message: /at line 7/ });
  });
});
