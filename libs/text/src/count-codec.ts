import { type ByteReader, type ByteWriter, StateFormatError } from "@millrace/state";

/**
 * Writes pairs of counts (negative, positive) with the gaps between those that are not zero: about 3 bytes a pair in
 * use, nothing for the others.
 * @param counts `[n x 2]`; pairs `from` to `to` are written.
 */
export const writePairs = (w: ByteWriter, counts: Int32Array, from: number, to: number): void => {
  let next = from;
  for (let at = from; at < to; at++) {
    const negative = counts[at * 2] ?? 0;
    const positive = counts[at * 2 + 1] ?? 0;
    if (negative === 0 && positive === 0) continue;
    w.varint(at - next)
      .varint(negative)
      .varint(positive);
    next = at + 1;
  }
};

/** Calls `visit` for each pair that `writePairs` wrote, to the end. @throws {StateFormatError} beyond `to`. */
export const readPairs = (
  r: ByteReader,
  from: number,
  to: number,
  visit: (at: number, negative: number, positive: number) => void,
): void => {
  for (let next = from; !r.done; ) {
    const at = next + r.varint();
    if (at >= to) throw new StateFormatError(`pair ${at} is beyond ${to}`);
    visit(at, r.varint(), r.varint());
    next = at + 1;
  }
};
