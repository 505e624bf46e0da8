import { RUNNING_SIZE } from "@millrace/neural";
import { readSeries, type SeriesModel, type SeriesState } from "@millrace/sequences";
import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import type { CarriedState, SeriesNetwork } from "./network.ts";

/** What is published about a series: enough for every rung's forecast. */
export interface SeriesAnswer {
  readonly state: SeriesState;
  readonly carried: CarriedState;
}

const writer = new ByteWriter(2_048);

/** Packs a series' answer: about 0.9 KB; null where the series is unknown. */
export const encodeSeriesAnswer = (
  seriesId: string,
  series: SeriesModel,
  network: SeriesNetwork,
): Uint8Array | null => {
  const w = writer.reset();
  if (!series.write(seriesId, w)) return null;
  network.write(seriesId, w);
  return w.finish();
};

/** Unpacks it. @throws {StateFormatError} */
export const decodeSeriesAnswer = (bytes: Uint8Array): SeriesAnswer => {
  const r = new ByteReader(bytes);
  const state = readSeries(r);
  const weights = r.text();
  const hidden = new Float32Array(r.varint());
  r.floats(hidden);
  const running = new Float64Array(RUNNING_SIZE);
  r.floats(running);
  return { state, carried: { weights, hidden, running } };
};

/** The same; undefined where another version wrote it: until it is published anew the series counts as unknown. */
export const readableSeriesAnswer = (bytes: Uint8Array): SeriesAnswer | undefined => {
  try {
    return decodeSeriesAnswer(bytes);
  } catch (error) {
    if (error instanceof StateFormatError) return undefined;
    throw error;
  }
};
