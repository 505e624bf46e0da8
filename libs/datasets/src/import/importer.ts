import type { EventOf, StreamName } from "../event.ts";

/**
 * A text file, line by line, without line ends. It must wait until it is asked: a companion is read before the main
 * file, and a reader that starts by itself (Node's readline interface) loses what comes before it is iterated.
 */
export type Lines = AsyncIterable<string> | Iterable<string>;

/** A row that is no event, and why. */
export interface BadRow {
  /** Number of the line on which the row starts, from 1. */
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}

/** How a file is to be read. */
export interface ImportOptions {
  /** Called for each row that cannot be read; the import goes on. */
  readonly onBad: (row: BadRow) => void;
  /** The second file of a format that needs one; read whole, before the first. */
  readonly companion?: Lines;
  /** Put in front of all ids, so that several sources can share a stream. @default "" */
  readonly idPrefix?: string;
  /** Milliseconds since 1970 of the first event of a format without dates. @default 2020-01-01 */
  readonly startTime?: number;
  /** The series of a file of readings that does not name it. @default "series" */
  readonly seriesId?: string;
}

/** One public file format and the events it becomes. */
export interface Importer<S extends StreamName = StreamName> {
  readonly stream: S;
  /** Which file of which data set it is, and what is to be known of the result. */
  readonly description: string;
  /** What the second file is, where one is needed. */
  readonly companion?: string;
  /**
   * The events of a file, in the file's order. Event ids come from the file, so that importing twice counts once.
   *
   * @throws {ImportError} when columns or the companion are missing: nothing of the file could be read.
   */
  read(lines: Lines, options: ImportOptions): AsyncGenerator<EventOf[S], void, undefined>;
}

/** A file that is not of the format it was said to be. */
export class ImportError extends Error {
  readonly retryable = false;

  /** @param code stable: `columns_missing` or `companion_missing`. */
  constructor(
    readonly code: "columns_missing" | "companion_missing",
    message: string,
  ) {
    super(message);
    this.name = "ImportError";
  }
}

/** 2020-01-01T00:00:00Z in milliseconds. */
export const IMPORT_START_MS = 1_577_836_800_000;

/** The companion file's lines. @throws {ImportError} when they were not given. */
export const requireCompanion = (options: ImportOptions, what: string): Lines => {
  if (options.companion === undefined)
    throw new ImportError("companion_missing", `a second file is needed: ${what}`);
  return options.companion;
};
