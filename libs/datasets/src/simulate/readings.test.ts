import { describe, expect, it } from "vitest";
import { simulateReadings } from "./readings.ts";

describe("simulateReadings", () => {
  it("is forecast from its planted coefficients with exactly the error that the noise leaves", () => {
    const { truth, events } = simulateReadings({ seed: 1, steps: 3000, series: 3 });
    const readings = [...events()];
    let [squared, n] = [0, 0];
    for (const s of truth.series) {
      const own = readings.filter((r) => r.seriesId === s.seriesId);
      const rest = own.map(
        (r, step) =>
          r.value - s.level - s.amplitude * Math.sin((2 * Math.PI * step) / truth.period + s.phase),
      );
      let sum = 0;
      for (const [step, y] of rest.entries()) {
        if (step < 2) continue;
        const error = y - s.phi1 * (rest[step - 1] ?? 0) - s.phi2 * (rest[step - 2] ?? 0);
        sum += error ** 2;
        n++;
      }
      expect(Math.sqrt(sum / (rest.length - 2)) / s.noise).toBeCloseTo(1, 1);
      squared += sum;
    }
    expect(Math.sqrt(squared / n) / truth.bestRmse).toBeCloseTo(1, 1);
  });

  it("stays in the stationary region for any seed", () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const { phi1, phi2 } of simulateReadings({ seed, steps: 1 }).truth.series) {
        expect(phi1 + phi2).toBeLessThan(1);
        expect(phi2 - phi1).toBeLessThan(1);
        expect(Math.abs(phi2)).toBeLessThan(1);
      }
    }
  });

  it("leaves out the share of readings that is asked for, and keeps the others as they were", () => {
    const readings = [...simulateReadings({ seed: 4, steps: 2000, series: 2, gaps: 0.25 }).events()];
    expect(readings.length / 4000).toBeCloseTo(0.75, 1);
    expect(readings.every((r) => (r.time - 1_704_067_200_000) % 3_600_000 === 0)).toBe(true);
    expect(new Set(readings.map((r) => r.id)).size).toBe(readings.length);
  });
});
