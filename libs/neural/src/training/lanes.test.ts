import fc from "fast-check";
import { expect, test } from "vitest";
import { laneChunks, type Span } from "./lanes.ts";

test("every step comes exactly once, in order within its lane, and is reset exactly where a span begins", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 7 }),
      (lengths, lanes, steps) => {
        let start = 0;
        const spans: Span[] = lengths.map((length) => {
          start += length;
          return { start: start - length, length };
        });
        const starts = new Set(spans.filter(({ length }) => length > 0).map((span) => span.start));
        const seen: number[] = [];
        const last = new Map<number, number>();
        for (const { source, keep } of laneChunks(spans, lanes, steps)) {
          source.forEach((step, at) => {
            if (step < 0) return;
            seen.push(step);
            expect(keep[at]).toBe(starts.has(step) ? 0 : 1);
            if (!starts.has(step)) expect(last.get(at % lanes)).toBe(step - 1);
            last.set(at % lanes, step);
          });
        }
        expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: start }, (_, i) => i));
      },
    ),
  );
});
