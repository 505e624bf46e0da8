import type { Column, Table } from "@millrace/state";
import {
  ALARM_KINDS,
  type AlarmKind,
  DETECTOR_SIZE,
  detect,
  type Finding,
  WARNING_SCORE,
} from "./detector.ts";
import type { Kept } from "./dormant.ts";

/** Newest alarms remembered per series. */
export const ALARMS_KEPT = 16;
/** Points for which a value must stay displaced for its spike to be a shift. */
const SHIFT_POINTS = 5;
/** Share of the displacement that must stay. */
const SHIFT_SHARE = 0.5;

const ALARM_SIZE = 5;
const KIND_AT = 4;
/** Where it was expected, how far away it was, points left to watch, the alarm's number. */
const FOLLOW_SIZE = 4;

/** A strange point. */
export interface Alarm {
  /** Event time, ms since 1970. */
  readonly time: number;
  readonly value: number;
  readonly expected: number;
  /** {@link Finding.score} */
  readonly score: number;
  readonly kind: AlarmKind;
}

/** What was found about a value, and whether the series' alarms changed by it. */
export interface Taken extends Finding {
  changed: boolean;
}

/** The detector of each series and the alarms that it raised lately. Columns of a table; 0.9 KB a series. */
export class AlarmColumns {
  readonly #detector: Column<Float64Array>;
  readonly #ring: Column<Float64Array>;
  readonly #follow: Column<Float64Array>;
  readonly #raised: Column<Int32Array>;
  readonly #finding: Taken = { score: 0, kind: "spike", changed: false };

  /** Declares its columns. */
  constructor(table: Table) {
    this.#detector = table.f64(DETECTOR_SIZE);
    this.#ring = table.f64(ALARMS_KEPT * ALARM_SIZE);
    this.#follow = table.f64(FOLLOW_SIZE);
    this.#raised = table.i32();
  }

  /** What is kept of a series that leaves. */
  get kept(): readonly Kept[] {
    return [{ column: this.#detector, count: this.#detector.width }];
  }

  /**
   * Judges a value and takes it in. What was found, valid until the next call. Changes the series' alarms where it is
   * worth a look, and where a spike turns out to be a shift because the values stay where it went.
   * @param relation score of how badly the reading and its covariates fit together.
   */
  take(slot: number, time: number, value: number, expected: number, missed: number, relation: number): Taken {
    const finding = this.#finding;
    detect(this.#detector.data, slot * DETECTOR_SIZE, value, value - expected, missed, finding);
    if (relation > finding.score) {
      finding.score = relation;
      finding.kind = "relation";
    }
    const turned = this.#watchShift(slot, value);
    const raised = finding.score >= WARNING_SCORE;
    if (raised) this.#raise(slot, { time, value, expected, score: finding.score, kind: finding.kind });
    finding.changed = raised || turned;
    return finding;
  }

  /** The newest alarms, oldest first. */
  alarms(slot: number): Alarm[] {
    const raised = this.#raised.data[slot] ?? 0;
    const alarms: Alarm[] = [];
    for (let n = Math.max(0, raised - ALARMS_KEPT); n < raised; n++) {
      const at = this.#at(slot, n);
      const [time = 0, value = 0, expected = 0, score = 0, kind = 0] = this.#ring.data.subarray(
        at,
        at + ALARM_SIZE,
      );
      alarms.push({ time, value, expected, score, kind: ALARM_KINDS[kind] ?? "spike" });
    }
    return alarms;
  }

  #raise(slot: number, { time, value, expected, score, kind }: Alarm): void {
    const n = this.#raised.data[slot] ?? 0;
    this.#ring.data.set([time, value, expected, score, ALARM_KINDS.indexOf(kind)], this.#at(slot, n));
    this.#raised.data[slot] = n + 1;
    if (kind === "spike")
      this.#follow.data.set([expected, value - expected, SHIFT_POINTS, n], slot * FOLLOW_SIZE);
  }

  /** Whether the last spike has just turned out to be a shift. */
  #watchShift(slot: number, value: number): boolean {
    const at = slot * FOLLOW_SIZE;
    const left = this.#follow.data[at + 2] ?? 0;
    if (left === 0) return false;
    const [expected = 0, away = 0, , n = 0] = this.#follow.data.subarray(at, at + FOLLOW_SIZE);
    const stays = (value - expected) / away > SHIFT_SHARE;
    this.#follow.data[at + 2] = stays ? left - 1 : 0;
    if (!stays || left > 1 || n < (this.#raised.data[slot] ?? 0) - ALARMS_KEPT) return false;
    this.#ring.data[this.#at(slot, n) + KIND_AT] = ALARM_KINDS.indexOf("shift");
    return true;
  }

  #at(slot: number, n: number): number {
    return (slot * ALARMS_KEPT + (n % ALARMS_KEPT)) * ALARM_SIZE;
  }
}
