import { type AsyncBuffer, parquetRead } from "hyparquet";
import { DatasetError } from "./errors.ts";

/** Columns of a table by name, each with one value a row. */
export type Columns = ReadonlyMap<string, readonly unknown[]>;

/**
 * Columns of a Parquet file in memory (plain and dictionary encodings, snappy). 64-bit integers come as bigint,
 * timestamps as Date, what is missing as null.
 *
 * @throws {DatasetError} `table_unreadable` when it is no Parquet file or lacks a column
 */
export const readParquet = async (bytes: Uint8Array, names: readonly string[]): Promise<Columns> => {
  // A view of a shared buffer has to be copied once: the reader slices by absolute positions.
  const whole = new Uint8Array(bytes).buffer;
  const file: AsyncBuffer = { byteLength: whole.byteLength, slice: (start, end) => whole.slice(start, end) };
  const columns = new Map<string, unknown[]>();
  try {
    await parquetRead({
      file,
      columns: [...names],
      onChunk: ({ columnName, columnData }) => {
        const column = columns.get(columnName) ?? [];
        for (const value of columnData) column.push(value);
        columns.set(columnName, column);
      },
    });
  } catch (cause) {
    throw new DatasetError("table_unreadable", `not a Parquet file with ${names.join(", ")}`, { cause });
  }
  return columns;
};
