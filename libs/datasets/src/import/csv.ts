import type { Lines } from "./importer.ts";

/** One record of a delimited file. */
export interface CsvRecord {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** The record as it stands in the file. */
  readonly raw: string;
  readonly fields: string[];
}

/** Lines that a quoted field may run over before it counts as a quote that was never closed. */
const QUOTED_LINES_MAX = 1000;

/** The fields of a record with quotes in it, or undefined when a quote is still open at its end. */
const splitQuoted = (text: string, delimiter: string): string[] | undefined => {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = "";
    if (text[at] === '"') {
      for (;;) {
        const close = text.indexOf('"', at + 1);
        if (close === -1) return undefined;
        field += text.slice(at + 1, close);
        at = close + 1;
        if (text[at] !== '"') break;
        field += '"';
      }
    }
    // What follows a closing quote, or stands bare, runs to the delimiter.
    const end = text.indexOf(delimiter, at);
    field += end === -1 ? text.slice(at) : text.slice(at, end);
    fields.push(field);
    if (end === -1) return fields;
    at = end + delimiter.length;
  }
};

/**
 * The records of a delimited file by RFC 4180: quoted fields may hold delimiters, doubled quotes and line ends
 * (which come back as `\n`). Blank lines are skipped, as are a byte order mark and a trailing CR. A quote that is
 * never closed gives the line as it is, split at the delimiters. O(characters); holds one record.
 */
export async function* csvRecords(lines: Lines, delimiter = ","): AsyncGenerator<CsvRecord, void, undefined> {
  let number = 0;
  let open: string[] = [];
  const plain = (line: number, raw: string): CsvRecord => ({ line, raw, fields: raw.split(delimiter) });
  for await (const given of lines) {
    number++;
    const unmarked = number === 1 && given.startsWith("\uFEFF") ? given.slice(1) : given;
    const text = unmarked.endsWith("\r") ? unmarked.slice(0, -1) : unmarked;
    if (open.length === 0) {
      if (text === "") continue;
      if (!text.includes('"')) {
        yield plain(number, text);
        continue;
      }
    }
    open.push(text);
    // Only a quote can close what is open: lines without one need no look.
    if (open.length > 1 && !text.includes('"') && open.length < QUOTED_LINES_MAX) continue;
    const raw = open.join("\n");
    const fields = splitQuoted(raw, delimiter);
    const first = number - open.length + 1;
    if (fields !== undefined) {
      yield { line: first, raw, fields };
      open = [];
    } else if (open.length >= QUOTED_LINES_MAX) {
      for (const [n, one] of open.entries()) yield plain(first + n, one);
      open = [];
    }
  }
  for (const [n, one] of open.entries()) yield plain(number - open.length + 1 + n, one);
}
