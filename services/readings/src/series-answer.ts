import { RUNNING_SIZE } from "@millrace/neural";
import { decodeSeries, encodeSeries, type SeriesState } from "@millrace/sequences";
import { ByteReader, ByteWriter } from "@millrace/state";
import type { CarriedState } from "./network.ts";

/** What is published about a series: enough for every rung's forecast. */
export interface SeriesAnswer {
  readonly state: SeriesState;
  readonly carried: CarriedState;
}

/** Packs a series' answer: about 0.8 KB. */
export const encodeSeriesAnswer = ({ state, carried }: SeriesAnswer): Uint8Array => {
  const w = new ByteWriter(1_536).blob(encodeSeries(state)).text(carried.weights);
  return w.varint(carried.hidden.length).floats(carried.hidden).floats(carried.running).finish();
};

/** Unpacks it. @throws {StateFormatError} */
export const decodeSeriesAnswer = (bytes: Uint8Array): SeriesAnswer => {
  const r = new ByteReader(bytes);
  const state = decodeSeries(r.blob());
  const weights = r.text();
  const hidden = new Float32Array(r.varint());
  r.floats(hidden);
  const running = new Float64Array(RUNNING_SIZE);
  r.floats(running);
  return { state, carried: { weights, hidden, running } };
};
