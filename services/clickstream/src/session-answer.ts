import { ByteReader, ByteWriter } from "@millrace/state";

/** Clicks of a session that travel with it: what rules and neighbours look back on. */
export const TRAIL_PUBLISHED = 16;

/** Rows are written one after the other into the same memory. */
const scratch = new ByteWriter(1 << 12);

/** What is published about a live session: enough to rank its next items by every rung. */
export interface SessionAnswer {
  readonly clicks: number;
  /** ms since 1970. */
  readonly lastTime: number;
  readonly lastItem: string;
  /** Slots of its last clicks, oldest first; −1 where an item has left. */
  readonly trail: readonly number[];
  /** Row in the index of neighbours. */
  readonly row: number;
  /** Version of the weights that made the hidden state; empty where there are none. */
  readonly weights: string;
  /** `[hiddenSize]`; empty where there are no weights. */
  readonly hidden: Float32Array;
  /** Version of the hidden Markov model; empty where there is none. */
  readonly statesVersion: string;
  /** P(state | clicks so far), `[states]`; empty where there is no model. */
  readonly states: Float32Array;
}

/** Packs a session's answer. */
export const encodeSession = (answer: SessionAnswer): Uint8Array => {
  const w = scratch.reset().varint(answer.clicks).f64(answer.lastTime);
  w.text(answer.lastItem).varint(answer.row).varint(answer.trail.length);
  for (const slot of answer.trail) w.varint(slot + 1);
  w.text(answer.weights).varint(answer.hidden.length).floats(answer.hidden);
  return w.text(answer.statesVersion).varint(answer.states.length).floats(answer.states).finish();
};

/** Unpacks it. @throws {StateFormatError} */
export const decodeSession = (bytes: Uint8Array): SessionAnswer => {
  const r = new ByteReader(bytes);
  const clicks = r.varint();
  const lastTime = r.f64();
  const lastItem = r.text();
  const row = r.varint();
  const trail = Array.from({ length: r.varint() }, () => r.varint() - 1);
  const weights = r.text();
  const hidden = new Float32Array(r.varint());
  r.floats(hidden);
  const statesVersion = r.text();
  const states = new Float32Array(r.varint());
  r.floats(states);
  return { clicks, lastTime, lastItem, trail, row, weights, hidden, statesVersion, states };
};
