import type { Weights } from "../topology.ts";
import { reference, viewOf, type World } from "./world.ts";

/** Everything that a run leaves behind, each record in effect once. */
export interface Whole {
  readonly state: ReadonlyMap<string, string>;
  readonly answers: ReadonlyMap<string, string>;
  /** By offset, the different rows that were stored for it. */
  readonly rows: Readonly<Record<number, readonly string[]>>;
  /** Offsets. */
  readonly deadLetters: readonly number[];
  /** Records that were forwarded. */
  readonly forwarded: number;
}

/** What the lives of a world left behind. */
export const delivered = (world: World): Whole => {
  const rows: Record<number, string[]> = {};
  for (const row of world.ports.rows.stored) {
    const said = JSON.stringify(row);
    const all = rows[Number(row.values.offset)] ?? [];
    rows[Number(row.values.offset)] = all;
    if (!all.includes(said)) all.push(said);
  }
  const letters = new Set(world.ports.deadLetters.letters.map(({ offset }) => offset));
  return {
    state: world.state,
    answers: viewOf(world),
    rows,
    deadLetters: [...letters].sort((a, b) => a - b),
    forwarded: new Set(world.ports.forwarder.records.map(({ value }) => String(value))).size,
  };
};

/** What a plain run leaves behind that takes weights where the newest life took them. */
export const due = (world: World, weights: readonly Weights[] = []): Whole => {
  const { state, answers, rows, deadLetters } = reference(world, world.swaps, weights);
  return {
    state,
    answers,
    rows: Object.fromEntries([...rows].map(([offset, row]) => [offset, [JSON.stringify(row)]])),
    deadLetters,
    forwarded: rows.size,
  };
};
