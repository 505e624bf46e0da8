import { csvRecords } from "./csv.ts";
import { type BadRow, ImportError, type Lines } from "./importer.ts";

/** Why a row is no event. */
export class Unreadable {
  readonly reason: string;

  /** @param reason in a few words, with the field's name. */
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** How the columns of a file are found. */
export interface Layout {
  /** @default "," */
  readonly delimiter?: string;
  /** Names in the file's header (neither case nor underscores matter, since copies differ in them), or the number of leading columns of a file without one. */
  readonly columns: readonly string[] | number;
}

const plainName = (name: string): string => name.trim().toLowerCase().replaceAll("_", "");

/** Where the named columns stand. @throws {ImportError} naming all that are missing. */
const positionsOf = (header: readonly string[], columns: readonly string[]): number[] => {
  const names = header.map(plainName);
  const positions = columns.map((column) => names.indexOf(plainName(column)));
  const missing = columns.filter((_, n) => positions[n] === -1);
  if (missing.length > 0) {
    throw new ImportError(
      "columns_missing",
      `the header has no ${missing.join(", ")}: ${header.join(" | ")}`,
    );
  }
  return positions;
};

/**
 * Turns each row into one value. `convert` is given the asked columns, trimmed, in the asked order, and the line's
 * number; it answers with the value, with why there is none, or with undefined for a row to be passed over.
 *
 * @throws {ImportError} when the header lacks columns.
 */
export async function* readTable<T extends object>(
  lines: Lines,
  layout: Layout,
  onBad: (row: BadRow) => void,
  convert: (values: readonly string[], line: number) => T | Unreadable | undefined,
): AsyncGenerator<T, void, undefined> {
  const { columns } = layout;
  let positions = typeof columns === "number" ? Array.from({ length: columns }, (_, n) => n) : undefined;
  let widest = positions === undefined ? 0 : positions.length - 1;
  for await (const { line, raw, fields } of csvRecords(lines, layout.delimiter)) {
    if (positions === undefined) {
      positions = positionsOf(fields, typeof columns === "number" ? [] : columns);
      widest = Math.max(...positions);
      continue;
    }
    if (fields.length <= widest) {
      onBad({ line, raw, reason: `${fields.length} fields where ${widest + 1} are needed` });
      continue;
    }
    const value = convert(
      positions.map((at) => (fields[at] ?? "").trim()),
      line,
    );
    if (value instanceof Unreadable) onBad({ line, raw, reason: value.reason });
    else if (value !== undefined) yield value;
  }
}
