import { Table } from "@millrace/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adaptMiss, gridWidth, MISS_GRID, residualQuantile } from "./conformal.ts";
import { ResidualWindows } from "./residuals.ts";

const conformal = { level: 0.9, rate: 0.005 };
const WINDOW = 8;
const error = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true }));
const step = fc.record({ slot: fc.nat(2), rung: fc.nat(1), error });

const made = () => {
  const table = new Table(3);
  return { table, windows: new ResidualWindows(table, 2, WINDOW, conformal) };
};

describe("ResidualWindows", () => {
  test("tell the quantiles of the last residuals, sorted from scratch, also after a restore", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const one = made();
        for (const key of ["a", "b", "c"]) one.table.claim(key);
        const oracle = new Map<string, number[]>();
        for (const s of steps) {
          one.windows.add(s.slot, s.rung, s.error);
          const residual = Math.fround(Math.min(3.4e38, Math.abs(s.error)));
          const key = `${s.slot}/${s.rung}`;
          oracle.set(key, [...(oracle.get(key) ?? []), residual].slice(-WINDOW));
        }
        const copy = made();
        copy.table.restore(new Map([...one.table.chunks()].map((c) => [c.name, c.bytes()])));
        for (let slot = 0; slot < 3; slot++) copy.windows.restored(slot);
        for (const [key, recent] of oracle) {
          const [slot = 0, rung = 0] = key.split("/").map(Number);
          const sorted = Float32Array.from(recent).sort();
          for (const [i, miss] of MISS_GRID.entries()) {
            const naive = residualQuantile(sorted, 0, sorted.length, miss);
            expect(one.windows.quantile(slot, rung, i)).toBe(naive);
            expect(copy.windows.quantile(slot, rung, i)).toBe(naive);
          }
          expect(copy.windows.miss(slot, rung)).toBe(one.windows.miss(slot, rung));
          expect(Number.isFinite(one.windows.width(slot, rung, 0.999))).toBe(true);
        }
      }),
    );
  });
});

describe("intervals", () => {
  test("are the wider the more must be covered", () => {
    const sorted = Float32Array.from({ length: 50 }, (_, i) => i * i);
    const widths = [0.5001, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999].map((level) =>
      gridWidth((i) => residualQuantile(sorted, 0, 50, MISS_GRID[i] ?? 0), 1 - level),
    );
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widths[3]).toBeCloseTo(sorted[45] ?? 0, 9);
  });

  test("ask for fewer misses after a miss, and for more after a hit, within bounds", () => {
    expect(adaptMiss(0.1, false, conformal)).toBeLessThan(0.1);
    expect(adaptMiss(0.1, true, conformal)).toBeGreaterThan(0.1);
    let miss = 0.1;
    for (let i = 0; i < 5000; i++) miss = adaptMiss(miss, true, conformal);
    expect(miss).toBeCloseTo(0.5, 9);
    for (let i = 0; i < 5000; i++) miss = adaptMiss(miss, false, conformal);
    expect(miss).toBe(0.0005);
  });
});
