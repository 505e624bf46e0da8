import type { FoodReviewRow, MovieRatingRow, ProductRow, WeatherRow } from "@millrace/datasets";
import { DatasetError } from "./errors.ts";

type Check<T> = (value: unknown) => value is T;

/** For each column, whether a value may stand in it. */
export type Shape<Row> = { readonly [Column in keyof Row]: Check<Row[Column]> };

const isNumber: Check<number> = (value) => typeof value === "number";
const isText: Check<string> = (value) => typeof value === "string";
const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value): value is T | null =>
    value === null || check(value);

/** True of 64-bit integers as they come from Parquet. */
export const isInteger: Check<bigint | number> = (value) =>
  typeof value === "bigint" || typeof value === "number";

/** True of valid dates. */
export const isDate: Check<Date> = (value): value is Date =>
  value instanceof Date && !Number.isNaN(value.getTime());

/** True of objects that are neither null nor arrays. */
export const isRecord: Check<Readonly<Record<string, unknown>>> = (
  value,
): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Columns of the ratings with titles. */
export const MOVIE_RATING: Shape<MovieRatingRow> = {
  movieId: isNumber,
  title: orNull(isText),
  year: orNull(isNumber),
  genres: orNull(isText),
  userId: isNumber,
  rating: isNumber,
  timestamp: isNumber,
};

/** Columns of the fine-food reviews. */
export const FOOD_REVIEW: Shape<FoodReviewRow> = { product: isText, review: isText, score: isText };

/** Columns of the hourly weather. */
export const WEATHER: Shape<WeatherRow> = {
  origin: isText,
  time_hour: isText,
  temp: orNull(isNumber),
  dewp: orNull(isNumber),
  humid: orNull(isNumber),
  wind_speed: orNull(isNumber),
  precip: orNull(isNumber),
  visib: orNull(isNumber),
};

/** Columns of the grocery's products. */
export const PRODUCT: Shape<ProductRow> = {
  product_id: isInteger,
  department: orNull(isText),
  brand: orNull(isText),
  product_category: orNull(isText),
  product_type: orNull(isText),
  package_size: orNull(isText),
};

/** The rows, each of which has the shape's columns. @throws {DatasetError} `table_unreadable`, with row and column */
export const requireRows = <Row extends object>(
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  shape: Shape<Row>,
): readonly Row[] => {
  const checks = Object.entries<Check<unknown>>(shape);
  const fits = (
    row: Readonly<Record<string, unknown>>,
    n: number,
  ): row is Readonly<Record<string, unknown>> & Row => {
    for (const [column, check] of checks) {
      if (!check(row[column]))
        throw new DatasetError("table_unreadable", `${table}, row ${n + 1}: no ${column}`);
    }
    return true;
  };
  return rows.filter(fits);
};

/** A column whose values all pass. @throws {DatasetError} `table_unreadable` when it is absent or one does not */
export const requireColumn = <T>(
  columns: ReadonlyMap<string, readonly unknown[]>,
  name: string,
  check: Check<T>,
): readonly T[] => {
  const values = columns.get(name);
  if (values === undefined || !values.every(check)) {
    throw new DatasetError("table_unreadable", `the table has no good column ${name}`);
  }
  return values;
};
