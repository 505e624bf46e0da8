import type { Column, Table } from "@millrace/state";
import { AUTOENCODER_SIZE, INPUTS_MAX, reconstruct, startAutoencoder } from "./autoencoder.ts";
import { CovariateColumns } from "./covariate-columns.ts";
import { beyondRecord } from "./detector.ts";

/** Readings before what is left of an input has a usual size, and before a record of it counts. */
const LEARNED = 100;
/** Readings that the usual size of what is left remembers. */
const MEMORY = 500;
/** What is left beyond so many times its usual size counts as that, so that one broken reading is not soon usual. */
const WILD = 5;
/** A break of the relation leaves at least so many times what was ever left: a record alone is none. */
const BEYOND = Math.log(1.5);
/** Score 1 − e^(−20 x) of an excess of x. */
const STEEPNESS = 20;

const COUNT = 0;
const INPUTS = 1;
const RECORD = 2;
const SIZES = 4;
const ENCODER = SIZES + INPUTS_MAX;
const WIDTH = ENCODER + AUTOENCODER_SIZE;

/**
 * Whether a reading and the covariates that came with it fit together as they did before: per series an autoencoder of
 * the value and the first seven covariates, all scaled by their own running center and spread. What it cannot
 * reconstruct of one of them, in units of what it usually cannot, is watched like the detector's signals: beyond one and
 * a half times all that was left before it is a break of their relation, even where each is within its own range.
 * Columns of a table, 0.9 KB a series; 0.5 µs for a reading with covariates, nothing for others.
 */
export class RelationColumns {
  readonly #value: CovariateColumns;
  readonly #covariates: CovariateColumns;
  readonly #data: Column<Float64Array>;
  readonly #x = new Float64Array(INPUTS_MAX);
  readonly #left = new Float64Array(INPUTS_MAX);

  /** Declares its columns. */
  constructor(table: Table) {
    this.#value = new CovariateColumns(table, 1);
    this.#covariates = new CovariateColumns(table, INPUTS_MAX - 1);
    this.#data = table.f64(WIDTH);
  }

  /** Judges a reading and takes it in: 0 where all fits, towards 1 the less it does. Readings that lack a known covariate are passed over. */
  take(slot: number, value: number, covariates: Readonly<Record<string, number>>): number {
    const given = this.#covariates.push(slot, covariates);
    const inputs = 1 + this.#covariates.names(slot);
    if (given === 0 || given < inputs - 1) return 0;
    this.#value.push(slot, { value });
    const data = this.#data.data;
    const at = slot * WIDTH;
    if (data[at + INPUTS] !== inputs) {
      // Another covariate has joined: what was learned is of other inputs.
      data.fill(0, at, at + WIDTH);
      data[at + INPUTS] = inputs;
      startAutoencoder(data, at + ENCODER);
    }
    this.#x[0] = this.#value.scaled.data[slot] ?? 0;
    for (let i = 1; i < inputs; i++)
      this.#x[i] = this.#covariates.scaled.data[slot * this.#covariates.width + i - 1] ?? 0;
    reconstruct(data, at + ENCODER, this.#x, inputs, this.#left);
    const worst = this.#weigh(data, at, inputs);
    const count = (data[at + COUNT] ?? 0) + 1;
    data[at + COUNT] = count;
    if (count <= LEARNED) return 0;
    const excess = beyondRecord(data, at + RECORD, worst, count - LEARNED) - BEYOND;
    return excess > 0 ? 1 - Math.exp(-STEEPNESS * excess) : 0;
  }

  /** The most that is left of any input in its usual sizes; takes the sizes in. */
  #weigh(data: Float64Array, at: number, inputs: number): number {
    const gain = 1 / Math.min(MEMORY, (data[at + COUNT] ?? 0) + 1);
    let worst = 0;
    for (let i = 0; i < inputs; i++) {
      const size = data[at + SIZES + i] ?? 0;
      const left = Math.abs(this.#left[i] ?? 0);
      if (size > 0) worst = Math.max(worst, left / size);
      const held = (data[at + COUNT] ?? 0) < LEARNED ? left : Math.min(left, WILD * size);
      data[at + SIZES + i] = size + gain * (held - size);
    }
    return worst;
  }
}
