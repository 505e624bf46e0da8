import type { ByteWriter, Column, Table } from "@millrace/state";
import type { Kept } from "./dormant.ts";
import {
  errorCount,
  halfWidth,
  ISSUED_WORDS,
  type Issued,
  issue,
  RUNG_TRACKER_SIZE,
  rungHalfWidth,
  TRACKER_SIZE,
  tailProbability,
  trackError,
  trackRung,
} from "./error-quantiles.ts";
import { ANCHORS, SCORED } from "./horizons.ts";
import { blend, type Standing } from "./standing.ts";

/** Errors that a scale remembers, one step ahead; further ahead, where they come in runs, in proportion more. */
const MEMORY = 50;
/** Errors that a rung's loss remembers, by scored horizon. */
const LOSS_MEMORY = [200, 200, 200] as const;

const memories = ANCHORS.map((horizon) => MEMORY * (1 + horizon / 24));

/**
 * What is known of the errors of each series' rungs: per rung and scored horizon a tracker of one quantile and a mean
 * recent loss, from which the series' champion is chosen; per anchor a tracker of the errors of what was answered, at all
 * levels. Columns of a table; 0.3 KB a series and 60 bytes a rung.
 */
export class ErrorColumns {
  readonly rungs: number;
  readonly #byRung: Column<Float32Array>;
  readonly #answered: Column<Float32Array>;
  readonly #losses: Column<Float32Array>;
  readonly #champions: Column<Int32Array>;
  readonly #standings: Standing[];
  readonly #issued: Issued = { scale: 0, words: new Int32Array(ISSUED_WORDS) };

  /** Declares its columns. @param rungs of the ladder, the combination last. */
  constructor(table: Table, rungs: number) {
    this.rungs = rungs;
    this.#byRung = table.f32(rungs * SCORED.length * RUNG_TRACKER_SIZE);
    this.#answered = table.f32(ANCHORS.length * TRACKER_SIZE);
    this.#losses = table.f32(rungs * SCORED.length);
    this.#champions = table.i32(SCORED.length);
    this.#standings = Array.from({ length: rungs }, () => ({ count: 0, loss: 0 }));
  }

  /** What is kept of a series that leaves. */
  get kept(): readonly Kept[] {
    return [
      { column: this.#answered, count: TRACKER_SIZE },
      { column: this.#losses, count: this.#losses.width },
      { column: this.#champions, count: this.#champions.width },
    ];
  }

  /** Takes a rung's error at a scored horizon in. */
  add(slot: number, rung: number, scored: number, error: number): void {
    const at = this.#at(slot, rung, scored);
    const data = this.#byRung.data;
    const count = errorCount(data, at);
    trackRung(data, at, error, memories[SCORED[scored] ?? 0] ?? MEMORY);
    const place = (slot * this.rungs + rung) * SCORED.length + scored;
    const loss = this.#losses.data[place] ?? 0;
    const size = Math.min(1e37, Math.abs(error));
    this.#losses.data[place] = loss + (size - loss) / Math.min(count + 1, LOSS_MEMORY[scored] ?? 200);
  }

  /** Forgets how a rung did at a scored horizon: it has nothing to say any more. */
  forget(slot: number, rung: number, scored: number): void {
    const at = this.#at(slot, rung, scored);
    this.#byRung.data.fill(0, at, at + RUNG_TRACKER_SIZE);
  }

  /** Half the width of a rung's own interval at {@link RUNG_LEVEL}; undefined before its first error. */
  width(slot: number, rung: number, scored: number): number | undefined {
    return rungHalfWidth(this.#byRung.data, this.#at(slot, rung, scored));
  }

  /** Takes the error of an answer in. @param issued how its interval was when it was given, beyond one step ahead. */
  addAnswered(slot: number, anchor: number, error: number, issued?: Issued): void {
    trackError(
      this.#answered.data,
      this.#answeredAt(slot, anchor),
      error,
      memories[anchor] ?? MEMORY,
      issued,
    );
  }

  /** Half the width of the answer's interval at an anchor; undefined before the first error there. */
  answeredWidth(slot: number, anchor: number, level: number): number | undefined {
    return halfWidth(this.#answered.data, this.#answeredAt(slot, anchor), level);
  }

  /** How the answer's interval at an anchor is now, for `addAnswered` later; valid until the next call. */
  issued(slot: number, anchor: number): Issued {
    issue(this.#answered.data, this.#answeredAt(slot, anchor), this.#issued);
    return this.#issued;
  }

  /** Probability of an answer's one-step error at least as large, under the recent ones. */
  tail(slot: number, error: number): number {
    return tailProbability(this.#answered.data, this.#answeredAt(slot, 0), error);
  }

  /** Errors seen and mean recent loss of every rung at a scored horizon; valid until the next call. */
  standings(slot: number, scored: number): readonly Standing[] {
    for (let rung = 0; rung < this.rungs; rung++) {
      const standing = this.#standings[rung];
      if (standing === undefined) break;
      standing.count = errorCount(this.#byRung.data, this.#at(slot, rung, scored));
      standing.loss = this.#losses.data[(slot * this.rungs + rung) * SCORED.length + scored] ?? 0;
    }
    return this.#standings;
  }

  /** The rung that answers for a series at a scored horizon. */
  champion(slot: number, scored: number): number {
    return this.#champions.data[slot * SCORED.length + scored] ?? 0;
  }

  /** Names the rung that answers from now on. */
  crown(slot: number, scored: number, rung: number): void {
    this.#champions.data[slot * SCORED.length + scored] = rung;
  }

  /** The combination of the first `rungs` forecasts by recent loss; NaN while none of them has one. */
  combine(slot: number, scored: number, forecasts: ArrayLike<number>, rungs: number): number {
    return blend(this.standings(slot, scored), forecasts, rungs);
  }

  /** Writes the trackers of a series' answers, `[anchors x TRACKER_SIZE]` 32-bit floats. */
  writeAnswered(slot: number, w: ByteWriter): void {
    const at = this.#answeredAt(slot, 0);
    w.floats(this.#answered.data, at, at + ANCHORS.length * TRACKER_SIZE);
  }

  #answeredAt(slot: number, anchor: number): number {
    return (slot * ANCHORS.length + anchor) * TRACKER_SIZE;
  }

  #at(slot: number, rung: number, scored: number): number {
    return ((slot * this.rungs + rung) * SCORED.length + scored) * RUNG_TRACKER_SIZE;
  }
}
