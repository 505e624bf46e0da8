import { ByteReader, ByteWriter } from "@millrace/state";

/** What is published about a live session: enough to rank its next items by every rung. */
export interface SessionAnswer {
  readonly clicks: number;
  /** ms since 1970. */
  readonly lastTime: number;
  readonly lastItem: string;
  /** Version of the weights that made the hidden state; empty where there are none. */
  readonly weights: string;
  /** `[hiddenSize]`; empty where there are no weights. */
  readonly hidden: Float32Array;
}

/** Packs a session's answer. */
export const encodeSession = (answer: SessionAnswer): Uint8Array => {
  const w = new ByteWriter(64 + answer.hidden.length * 4).varint(answer.clicks).f64(answer.lastTime);
  return w
    .text(answer.lastItem)
    .text(answer.weights)
    .varint(answer.hidden.length)
    .floats(answer.hidden)
    .finish();
};

/** Unpacks it. @throws {StateFormatError} */
export const decodeSession = (bytes: Uint8Array): SessionAnswer => {
  const r = new ByteReader(bytes);
  const clicks = r.varint();
  const lastTime = r.f64();
  const lastItem = r.text();
  const weights = r.text();
  const hidden = new Float32Array(r.varint());
  r.floats(hidden);
  return { clicks, lastTime, lastItem, weights, hidden };
};
