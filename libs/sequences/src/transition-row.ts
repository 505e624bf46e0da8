import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import { Successors } from "./successors.ts";
import { COUNTERS, counter, type TransitionView } from "./transition-view.ts";

const VERSION = 1;

/** Rows are written one after the other into the same memory. */
const scratch = new ByteWriter(1 << 12);

/** One page as it travels from the chain to its readers. */
export interface TransitionRow {
  /** Where the chain keeps the page: a row replaces whatever its slot held before. */
  readonly slot: number;
  /** Grows with every page that comes in, so that the younger of two rows for a slot is known. */
  readonly serial: number;
  readonly itemId: string;
  readonly visits: number;
  /** In the order of COUNTERS. */
  readonly counters: readonly number[];
  readonly successors: Successors;
}

/**
 * The page in `slot` as bytes: version, slot, serial, id, visits, entries, exits, bounces, departures, then per
 * successor its slot, serial and count, all numbers as varints: about 25 bytes and 4 to 8 per successor.
 */
export const encodeTransitionRow = (view: TransitionView, slot: number, itemId: string): Uint8Array => {
  const w = scratch.reset().u8(VERSION).varint(slot);
  w.varint(view.serials.data[slot] ?? 0).text(itemId);
  w.varint(view.visits.data[slot] ?? 0);
  for (const name of COUNTERS) w.varint(counter(view, slot, name));
  const row = view.successors(slot);
  for (let i = 0; row !== undefined && i < row.size; i++) {
    const to = row.slot(i, view.serials);
    if (to >= 0) w.varint(to).varint(row.serial(i)).varint(row.count(i));
  }
  return w.finish();
};

/** What {@link encodeTransitionRow} wrote. @throws {StateFormatError} when it is cut or of another version. */
export const decodeTransitionRow = (bytes: Uint8Array): TransitionRow => {
  const r = new ByteReader(bytes);
  const version = r.u8();
  if (version !== VERSION) throw new StateFormatError(`transition row of version ${version}`);
  const slot = r.varint();
  const serial = r.varint();
  const itemId = r.text();
  const visits = r.varint();
  const counters = COUNTERS.map(() => r.varint());
  const successors = new Successors();
  while (!r.done) successors.append(r.varint(), r.varint(), r.varint());
  return { slot, serial, itemId, visits, counters, successors };
};
