import type { Line } from "../../support/produce.ts";
import { type BenchStream, linesOf, sizes } from "./streams.ts";

/** Sessions that were begun and not ended. */
export const STANDING_SESSIONS = 2_000;

const CLICKS_EACH = 4;
const events: Readonly<Record<BenchStream, number>> = {
  baskets: 20_000,
  clicks: 5_000,
  readings: 20_000,
  reviews: 2_000,
};

/** Id of a session that goes on for as long as a benchmark. */
export const standingSession = (n: number): string => `standing-${n}`;

/** Something of every stream, so that there is an answer to every question; and sessions that stay live. */
export function* standingLines(streams: readonly BenchStream[], seed: number): Iterable<Line> {
  for (const stream of streams) yield* linesOf(stream, seed, events[stream]);
  for (let click = 0; click < CLICKS_EACH; click++) {
    for (let n = 0; n < STANDING_SESSIONS; n++) {
      const sessionId = standingSession(n);
      const itemId = `sim-${(n * 7 + click * 13) % sizes.clickItems}`;
      const event = { id: `${sessionId}-${click}`, time: Date.now(), sessionId, itemId, action: "view" };
      yield { topic: "clicks", key: sessionId, value: JSON.stringify(event) };
    }
  }
}
