import fc from "fast-check";
import { expect, test } from "vitest";
import { Ledger } from "./ledger.ts";
import { outcomes } from "./outcome.ts";

const bytes = (ledger: Ledger): Uint8Array[] => [...ledger.chunks()].map((c) => c.bytes());

const booking = fc.record({
  gap: fc.nat(3),
  outcome: fc.constantFrom(...outcomes),
  reason: fc.constantFrom("not_json", "too_old"),
  time: fc.nat(1e6),
});

const booked = (
  all: readonly { gap: number; outcome: (typeof outcomes)[number]; reason: string; time: number }[],
) => {
  const ledger = new Ledger();
  let offset = -1;
  for (const { gap, outcome, reason, time } of all) {
    offset += 1 + gap;
    if (outcome === "dead_letter") ledger.bookDeadLetter(offset, reason);
    else ledger.book(offset, outcome, time);
  }
  return { ledger, offset };
};

test("every record is in exactly one outcome, and dead letters in exactly one reason", () => {
  fc.assert(
    fc.property(fc.array(booking), (all) => {
      const { ledger, offset } = booked(all);
      const sum = (counts: Readonly<Record<string, number>>) =>
        Object.values(counts).reduce((a, b) => a + b, 0);
      expect(sum(ledger.outcomes)).toBe(all.length);
      expect(sum(ledger.deadLetters)).toBe(ledger.outcomes.dead_letter);
      expect(ledger.offset).toBe(offset);
      expect(ledger.eventTime).toBe(
        Math.max(0, ...all.filter((b) => b.outcome === "applied").map((b) => b.time)),
      );
    }),
  );
});

test("comes back the same from a snapshot, swaps of weights too", () => {
  fc.assert(
    fc.property(fc.array(booking), fc.array(fc.string(), { maxLength: 5 }), (all, versions) => {
      const { ledger } = booked(all);
      for (const version of versions) ledger.bookSwap("gru", version);
      const restored = new Ledger();
      restored.restore(new Map([["ledger", bytes(ledger)[0] ?? new Uint8Array()]]));
      expect(bytes(restored)).toEqual(bytes(ledger));
      expect(restored.outcomes).toEqual(ledger.outcomes);
      expect(restored.swaps).toEqual(ledger.swaps);
    }),
  );
});

test("an offset booked twice is broken code", () => {
  const ledger = new Ledger();
  ledger.book(5, "applied", 0);
  expect(() => ledger.book(5, "applied", 0)).toThrow("absorbed before");
  expect(() => ledger.book(4, "late", 0)).toThrow("absorbed before");
});
