import type { Importer } from "./importer.ts";
import { readIsoTime, readNumber } from "./scalar.ts";
import { readTable, Unreadable } from "./table.ts";

/** The first day of the test part that the file itself marks (its column `train` is FALSE from here on). */
export const NYSE_TEST_FROM_MS = Date.UTC(1980, 0, 2);

/** Trading at the New York Stock Exchange, 1962 to 1986. */
export const nyse: Importer<"readings"> = {
  stream: "readings",
  description:
    "NYSE.csv of ISLP: one reading a trading day, the value log_volume with DJ_return and log_volatility as covariates, one series: nyse-log-volume.",
  read: (lines, { onBad, idPrefix = "" }) =>
    readTable(
      lines,
      { columns: ["date", "log_volume", "DJ_return", "log_volatility"] },
      onBad,
      ([date = "", volume = "", dowJones = "", volatility = ""]) => {
        const time = readIsoTime(date);
        const [value, DJ_return, log_volatility] = [volume, dowJones, volatility].map(readNumber);
        if (time === undefined) return new Unreadable("date is no day");
        if (value === undefined || DJ_return === undefined || log_volatility === undefined) {
          return new Unreadable("one of the three measures is no number");
        }
        return {
          id: `${idPrefix}nyse-${date}`,
          time,
          seriesId: `${idPrefix}nyse-log-volume`,
          value,
          covariates: { DJ_return, log_volatility },
        };
      },
    ),
};
