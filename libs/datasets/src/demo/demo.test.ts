import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeJourneyBaskets, completeJourneyItems } from "./complete-journey.ts";
import { foodReviews } from "./fine-foods.ts";
import { interleave } from "./interleave.ts";
import { movieItems, movieReviews } from "./movies.ts";
import { weatherReadings } from "./weather.ts";

describe("completeJourney", () => {
  it("puts the rows of a basket together, once per product, in order of time", () => {
    const at = (day: number) => new Date(Date.UTC(2017, 0, day));
    const baskets = completeJourneyBaskets({
      household_id: [7n, 8n, 7n, 7n],
      basket_id: [31n, 30n, 31n, 31n],
      product_id: [1n, 2n, 3n, 1n],
      transaction_timestamp: [at(2), at(1), at(2), at(2)],
    });
    expect(baskets).toEqual([
      { id: "cj-30", time: Date.UTC(2017, 0, 1), userId: "cj-8", items: ["cj-2"] },
      { id: "cj-31", time: Date.UTC(2017, 0, 2), userId: "cj-7", items: ["cj-1", "cj-3"] },
    ]);
  });

  it("names what was sold and nothing else", () => {
    const row = { department: "PASTRY", brand: "Private", product_category: "BREAD" };
    const bread = { ...row, product_id: 1n, product_type: "BREAD:ITALIAN", package_size: "1 LB " };
    const nameless = {
      ...row,
      product_id: 3n,
      product_category: null,
      product_type: null,
      package_size: null,
    };
    const items = [
      ...completeJourneyItems([bread, { ...bread, product_id: 2n }, nameless], new Set(["cj-1", "cj-3"])),
    ];
    expect(items).toEqual([
      {
        itemId: "cj-1",
        title: "BREAD:ITALIAN, 1 LB",
        description: "Private brand",
        categories: ["PASTRY", "BREAD"],
      },
      { itemId: "cj-3", title: "PASTRY", description: "Private brand", categories: ["PASTRY"] },
    ]);
  });
});

describe("movies", () => {
  const film = { movieId: 31, title: "Heat", year: 1995, genres: "Action|Crime", userId: 1, rating: 2.5 };
  const rows = [
    { ...film, timestamp: 20 },
    { ...film, userId: 2, timestamp: 10 },
    { ...film, movieId: 32, title: null, genres: "(no genres listed)", timestamp: 30 },
  ];

  it("rates in order of time and lists each film once", () => {
    expect(movieReviews(rows).map((r) => r.id)).toEqual(["ml-2-31", "ml-1-31", "ml-1-32"]);
    expect(movieReviews(rows)[0]?.time).toBe(10_000);
    expect(movieItems(rows)).toEqual([
      { itemId: "ml-31", title: "Heat (1995)", categories: ["Action", "Crime"] },
      { itemId: "ml-32", categories: [] },
    ]);
  });
});

describe("foodReviews", () => {
  it("tells five stars from less and gives each text a writer of its own", () => {
    const rows = ["great", "other"].map((score) => ({ product: "B1", review: "Good.", score }));
    expect(foodReviews(rows, (n) => n)).toEqual([
      { id: "food-1", time: 0, userId: "food-1", itemId: "food-B1", rating: 5, text: "Good." },
      { id: "food-2", time: 1, userId: "food-2", itemId: "food-B1", rating: 2, text: "Good." },
    ]);
  });
});

describe("weatherReadings", () => {
  it("leaves out what was not measured", () => {
    const row = { dewp: 26, humid: null, wind_speed: 10, precip: 0, visib: 10 };
    const hours = [
      { ...row, origin: "LGA", time_hour: "2013-01-01T07:00:00Z", temp: 39 },
      { ...row, origin: "EWR", time_hour: "2013-01-01T06:00:00Z", temp: 38 },
      { ...row, origin: "EWR", time_hour: "2013-01-01T07:00:00Z", temp: null },
    ];
    const readings = weatherReadings(hours);
    expect(readings.map((r) => r.id)).toEqual(["weather-EWR-2013-01-01T06", "weather-LGA-2013-01-01T07"]);
    expect(readings[0]?.covariates).toEqual({ dewp: 26, wind_speed: 10, precip: 0, visib: 10 });
  });
});

describe("interleave", () => {
  it("keeps both orders, loses nothing, and spreads the shorter evenly", () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.nat({ max: 60 }), (n, m) => {
        const first = Array.from({ length: n }, (_, i) => ["a", i] as const);
        const second = Array.from({ length: m }, (_, i) => ["b", i] as const);
        const mixed = [...interleave<readonly ["a" | "b", number]>(first, second)];
        expect(mixed.filter(([name]) => name === "a")).toEqual(first);
        expect(mixed.filter(([name]) => name === "b")).toEqual(second);
        let seen = 0;
        for (const [at, [name]] of mixed.entries()) {
          if (name === "a") seen++;
          expect(Math.abs(seen - ((at + 1) * n) / (n + m))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
