import type { Row } from "@millrace/pipeline";
import { encodeRow } from "./encode-row.ts";
import { ReadingLines, readingColumns } from "./reading-lines.ts";
import type { Table } from "./tables.ts";

/** How the lines of an insert are to be read. */
export interface LineFormat {
  readonly format: "JSONEachRow" | "TabSeparated";
  /** Columns in the order of the values; all, by name, where the lines name them. */
  readonly columns?: readonly string[];
}

/** Turns rows of one table into lines. */
export interface LineEncoder {
  /** Rows written since the last `take`. */
  readonly rows: number;
  push(values: Row["values"]): void;
  /** The lines since the last call, a line feed between each two. */
  take(): string;
}

/** Lines of JSON: for tables whose rows are few or of many shapes. */
export const jsonFormat: LineFormat = { format: "JSONEachRow" };

/** How the rows of a table are written. */
export const formatOf = (table: Table): LineFormat =>
  table === "readings" ? { format: "TabSeparated", columns: readingColumns } : jsonFormat;

/** What writes them. */
export const encoderOf = (table: Table): LineEncoder =>
  table === "readings" ? new ReadingLines() : new JsonLine();

/** One row at a time. */
class JsonLine implements LineEncoder {
  #line = "";
  rows = 0;

  push(values: Row["values"]): void {
    this.#line = this.rows === 0 ? encodeRow(values) : `${this.#line}\n${encodeRow(values)}`;
    this.rows++;
  }

  take(): string {
    const taken = this.#line;
    this.rows = 0;
    this.#line = "";
    return taken;
  }
}
