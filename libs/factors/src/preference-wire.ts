import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import type { Heat } from "./heat.ts";

/** A preference as kept in a user's history. */
export interface ItemPreference {
  readonly itemId: string;
  /** How much is to be believed of it; above 0. */
  readonly weight: number;
}

/** What is published of an item. */
export interface PreferenceItemRow {
  /** Vector q, `[k]`. */
  readonly row: Float32Array;
  /** Different users ever, without what was withdrawn. */
  readonly count: number;
  /** Touches ever. */
  readonly touches: number;
  readonly heat: Heat;
}

/** What is published once for all. */
export interface PreferenceTotals {
  /** Heat of all items together. */
  readonly heat: Heat;
  /** Touches ever. */
  readonly touches: number;
  /** Σ of their weights. */
  readonly weights: number;
}

/** Rows are many and small: all are written in one place and copied out of it, which takes half the time. */
const scratch = new ByteWriter(4_096);

/** The user's retained preferences, oldest first: how many, and of each the item's id and 4 bytes. */
export const encodePreferences = (preferences: readonly ItemPreference[]): Uint8Array => {
  scratch.reset().varint(preferences.length);
  for (const { itemId, weight } of preferences) scratch.text(itemId).f32(weight);
  return scratch.finish();
};

/** 4 k + 16 bytes and two counts. */
export const encodePreferenceItem = ({ row, count, touches, heat }: PreferenceItemRow): Uint8Array =>
  scratch
    .reset()
    .varint(row.length)
    .floats(row)
    .varint(count)
    .varint(touches)
    .f64(heat.mass)
    .f64(heat.time)
    .finish();

/** @throws {StateFormatError} when the bytes end too early or have another number of factors. */
export const decodePreferenceItem = (bytes: Uint8Array, factors: number): PreferenceItemRow => {
  const r = new ByteReader(bytes);
  const width = r.varint();
  if (width !== factors) throw new StateFormatError(`row has ${width} factors, ${factors} expected`);
  const row = new Float32Array(width);
  r.floats(row);
  return { row, count: r.varint(), touches: r.varint(), heat: { mass: r.f64(), time: r.f64() } };
};

/** 24 bytes and a count. */
export const encodePreferenceTotals = ({ heat, touches, weights }: PreferenceTotals): Uint8Array =>
  scratch.reset().f64(heat.mass).f64(heat.time).varint(touches).f64(weights).finish();

/** @throws {StateFormatError} when the bytes end too early. */
export const decodePreferenceTotals = (bytes: Uint8Array): PreferenceTotals => {
  const r = new ByteReader(bytes);
  return { heat: { mass: r.f64(), time: r.f64() }, touches: r.varint(), weights: r.f64() };
};
