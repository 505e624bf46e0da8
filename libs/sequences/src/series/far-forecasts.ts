import { ANCHORS, HORIZON_SCORED, SCORED, scoredNear } from "./horizons.ts";
import { LINEAR_RUNGS } from "./paths.ts";
import { FIRST_ORIGIN, NEAR } from "./pending.ts";
import type { SeriesStore } from "./series-store.ts";
import { champion } from "./standing.ts";

/** Forecasts made further ahead, about one value. */
export interface FarForecast {
  /** Steps ahead. */
  readonly horizon: number;
  /** By rung; NaN where a rung had nothing to say. */
  readonly forecasts: Float64Array;
}

/** Of up to so many series forecasts are made at every step; of more at every fourth, and at every 16th beyond 24 steps: a stated sample. */
const FULL_SERIES = 100;
const SPARSE_EVERY = 4;
const SPARSE_FAR_EVERY = 16;

/** The way of forecasts beyond one step: made and kept, then judged when the value has come. */
export class FarForecasts {
  readonly #store: SeriesStore;
  readonly #step: Float64Array;
  readonly #outside: (number | undefined)[] = [];
  readonly #paths = LINEAR_RUNGS.map(() => new Float64Array(HORIZON_SCORED));
  readonly #kept: readonly FarForecast[];
  readonly #found: FarForecast[] = [];

  constructor(store: SeriesStore) {
    const rungs = store.rungs.length;
    this.#store = store;
    this.#step = new Float64Array(rungs);
    this.#kept = SCORED.map((a) => ({ horizon: ANCHORS[a] ?? 1, forecasts: new Float64Array(rungs) }));
  }

  /** How far ahead forecasts are to be made at a step; 0 where none are. */
  reach(step: number): number {
    const { pending, table } = this.#store;
    if (step < FIRST_ORIGIN) return 0;
    if (table.size <= FULL_SERIES) return pending.reach(step);
    if (step % SPARSE_EVERY !== 0) return 0;
    return step % SPARSE_FAR_EVERY === 0 ? pending.reach(step) : NEAR;
  }

  /** Forecasts that were kept about the value that comes after `missed` missed steps; valid until the next call. */
  due(slot: number, missed: number): readonly FarForecast[] {
    const { columns, pending, rungs } = this.#store;
    this.#found.length = 0;
    const step = columns.steps(slot) + missed + 1;
    for (let scored = 1; scored < SCORED.length; scored++) {
      const kept = this.#kept[scored];
      const anchor = SCORED[scored] ?? 0;
      if (kept === undefined) break;
      const origin = step - kept.horizon;
      if (origin < FIRST_ORIGIN || origin > columns.steps(slot)) continue;
      // Of most series forecasts are made at a sample of the steps: at the others nothing stands in the ring.
      if (!pending.due(anchor, origin) || Number.isNaN(pending.answered(slot, anchor, step))) continue;
      for (let rung = 0; rung < rungs.length; rung++)
        kept.forecasts[rung] = pending.own(slot, anchor, rung, step);
      this.#found.push(kept);
    }
    return this.#found;
  }

  /** Makes and keeps forecasts from the newest value on, or notes that none are made at this step. O(horizon x inputs). @param outside paths of the other rungs. */
  plan(slot: number, outside: readonly (ArrayLike<number> | undefined)[]): void {
    const { columns, pending, forecaster, errors, rungs } = this.#store;
    const step = columns.steps(slot);
    const reach = this.reach(step);
    if (reach === 0) {
      pending.skip(slot, step);
      return;
    }
    forecaster.paths(this.#store.facts(slot), reach, this.#paths);
    for (let anchor = 1; anchor < ANCHORS.length; anchor++) {
      const horizon = ANCHORS[anchor] ?? 1;
      if (horizon > reach) {
        pending.skipFrom(slot, step, anchor);
        break;
      }
      const scored = scoredNear(horizon);
      for (let r = 0; r < LINEAR_RUNGS.length; r++)
        this.#step[r] = this.#paths[r]?.[horizon - 1] ?? Number.NaN;
      this.#outside.length = outside.length;
      for (let i = 0; i < outside.length; i++) this.#outside[i] = outside[i]?.[horizon - 1];
      this.#store.complete(slot, scored, this.#step, this.#outside);
      const rung = this.#store.answering(slot, scored, this.#step);
      pending.keep(slot, anchor, step, this.#step[rung] ?? Number.NaN, errors.issued(slot, anchor));
      if (SCORED.indexOf(anchor) <= 0) continue;
      for (let r = 0; r < rungs.length; r++)
        pending.keepOwn(slot, anchor, r, step, this.#step[r] ?? Number.NaN);
    }
  }

  /** Judges what was kept about the value that comes now. */
  judge(slot: number, y: number): void {
    const { errors, pending, columns, rungs } = this.#store;
    const step = columns.steps(slot) + 1;
    for (let anchor = 1; anchor < ANCHORS.length; anchor++) {
      const answered = pending.answered(slot, anchor, step);
      if (Number.isNaN(answered)) continue;
      errors.addAnswered(slot, anchor, y - answered, pending.issued);
      const scored = SCORED.indexOf(anchor);
      if (scored < 0) continue;
      for (let rung = 0; rung < rungs.length; rung++) {
        const forecast = pending.own(slot, anchor, rung, step);
        if (!Number.isNaN(forecast)) errors.add(slot, rung, scored, y - forecast);
        else if (rung < LINEAR_RUNGS.length) errors.forget(slot, rung, scored);
      }
      errors.crown(slot, scored, champion(errors.standings(slot, scored), errors.champion(slot, scored)));
    }
  }
}
