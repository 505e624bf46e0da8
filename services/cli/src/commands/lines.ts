import { CommandError } from "./errors.ts";

/** Longest line that is taken: far above any event that a broker takes. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;

const NEWLINE = 10;
const RETURN = 13;

/**
 * The lines of a stream of bytes, without their ends: with each piece that arrives, those that it completes, so that
 * a pipe's events go on at once. Bytes stay as they are: what is no UTF-8 is for the decoder to say.
 *
 * @throws {CommandError} line_too_long
 */
export async function* lineGroups(
  pieces: AsyncIterable<Uint8Array>,
  lineBytesMax = LINE_BYTES_MAX,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  for await (const piece of pieces) {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      lines.push(withoutReturn(joined(begun, piece.subarray(from, end))));
      begun = [];
      begunBytes = 0;
      from = end + 1;
    }
    if (from < piece.length) {
      begun.push(piece.subarray(from));
      begunBytes += piece.length - from;
    }
    if (begunBytes > lineBytesMax)
      throw new CommandError(
        "line_too_long",
        `A line is longer than ${lineBytesMax} bytes: is this JSON, one event a line?`,
      );
    if (lines.length > 0) yield lines;
  }
  if (begunBytes > 0) yield [withoutReturn(joined(begun, new Uint8Array()))];
}

const joined = (begun: readonly Uint8Array[], rest: Uint8Array): Uint8Array =>
  begun.length === 0 ? rest : Buffer.concat([...begun, rest]);

const withoutReturn = (line: Uint8Array): Uint8Array =>
  line.at(-1) === RETURN ? line.subarray(0, -1) : line;
