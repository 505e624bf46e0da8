import type { SlotMarks } from "./slot-marks.ts";
import type { Successors } from "./successors.ts";
import type { TopList } from "./top-list.ts";

/** Whole numbers by slot; `data` may be replaced by a longer array. */
export interface Counts {
  readonly data: Int32Array;
}

/** Counters of a page beside its visits, in this order at `slot x 4`. */
export const COUNTERS = ["entries", "exits", "bounces", "departures"] as const;
/** Name of a counter. */
export type Counter = (typeof COUNTERS)[number];
const OFFSETS: Readonly<Record<Counter, number>> = { entries: 0, exits: 1, bounces: 2, departures: 3 };

/** Where a page's counter lies in {@link TransitionView.counters}. */
export const counterAt = (slot: number, counter: Counter): number =>
  slot * COUNTERS.length + OFFSETS[counter];

/** The counts that predictions are made of, wherever they are held: in the chain that learns or in a reader's replica. */
export interface TransitionView {
  /** Visits by slot; 0 where it is free. */
  readonly visits: Counts;
  /** Serial of the page in each slot. */
  readonly serials: Counts;
  /** Four by slot: {@link COUNTERS}. */
  readonly counters: Counts;
  /** Visits of all pages held. */
  readonly total: number;
  /** Exits of all pages held. */
  readonly totalExits: number;
  /** Pages by visits. */
  readonly list: TopList;
  /** Weight of the prior, in observations. */
  readonly backOff: number;
  /** Scratch of the ranking. */
  readonly marks: SlotMarks;
  idOf(slot: number): string | undefined;
  successors(slot: number): Successors | undefined;
}

/** A page's counter. */
export const counter = (view: TransitionView, slot: number, name: Counter): number =>
  view.counters.data[counterAt(slot, name)] ?? 0;
