import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { demoReadings } from "./demo-readings.ts";

/** One hourly series; hours without a reading are left out. */
export interface HourlySeries {
  readonly name: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

const AIR_QUALITY = fileURLToPath(
  new URL("../../../../shared/data/sensors-airquality-uci/AirQualityUCI.csv", import.meta.url),
);
const COLUMNS = [
  ["air-CO-sensor", 3],
  ["air-benzene", 5],
  ["air-NOx", 7],
  ["air-temperature", 12],
  ["air-humidity", 13],
] as const;
/** How the file says that a measure is missing. */
const MISSING = -200;

const airQuality = (): HourlySeries[] => {
  if (!existsSync(AIR_QUALITY)) return [];
  const rows = readFileSync(AIR_QUALITY, "utf8").trim().split("\n").slice(1);
  const cells = rows.map((row) => row.split(",")).filter(([day]) => day !== undefined && day !== "");
  return COLUMNS.map(([name, column]) => {
    const points = cells.flatMap((row) => {
      const [month = 1, day = 1, year = 2004] = (row[0] ?? "").split("/").map(Number);
      const value = Number(row[column]);
      const hour = Number((row[1] ?? "0").split(":")[0]);
      return value === MISSING || Number.isNaN(value)
        ? []
        : [{ time: Date.UTC(year, month - 1, day, hour), value }];
    });
    return { name, times: points.map(({ time }) => time), values: points.map(({ value }) => value) };
  });
};

/** Hourly series: UCI's air quality where it is at hand, and the three weather stations of the demo. */
export const hourlySeries = async (say: (line: string) => void): Promise<readonly HourlySeries[]> => {
  const stations = [...(await demoReadings(say))].filter(([seriesId]) => seriesId.startsWith("weather-"));
  const weather = stations.map(([name, readings]) => ({
    name,
    times: readings.map(({ time }) => time),
    values: readings.map(({ value }) => value),
  }));
  return [...airQuality(), ...weather];
};
