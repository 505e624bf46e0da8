import fc from "fast-check";
import { expect, test } from "vitest";
import { AUTOENCODER_SIZE, codesOf, INPUTS_MAX, reconstruct, startAutoencoder } from "./autoencoder.ts";

const weight = fc.constantFrom(-2, -1, -0.5, 0.5, 1, 2);

test("what has as many causes as there are codes is reconstructed, whatever they do to the inputs", () => {
  const mixing = fc.integer({ min: 2, max: INPUTS_MAX }).chain((inputs) =>
    fc.record({
      inputs: fc.constant(inputs),
      weights: fc.array(weight, { minLength: inputs * codesOf(inputs), maxLength: inputs * codesOf(inputs) }),
    }),
  );
  fc.assert(
    fc.property(mixing, ({ inputs, weights }) => {
      const data = new Float64Array(AUTOENCODER_SIZE);
      startAutoencoder(data, 0);
      const codes = codesOf(inputs);
      const [x, left] = [new Float64Array(inputs), new Float64Array(inputs)];
      let state = 7;
      let [rest, whole] = [0, 0];
      for (let t = 0; t < 600; t++) {
        x.fill(0);
        for (let k = 0; k < codes; k++) {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          const cause = state / 2 ** 31 - 1;
          for (let i = 0; i < inputs; i++) x[i] = (x[i] ?? 0) + cause * (weights[i * codes + k] ?? 0);
        }
        reconstruct(data, 0, x, inputs, left);
        if (t < 400) continue;
        rest += left.reduce((sum, v) => sum + v * v, 0);
        whole += x.reduce((sum, v) => sum + v * v, 0);
      }
      expect(rest / whole).toBeLessThan(0.1);
    }),
    { numRuns: 30 },
  );
});

test("stays finite whatever comes", () => {
  const wild = fc.array(fc.oneof(weight, fc.constantFrom(0, 8, -8, 1e100, -1e100)), {
    minLength: 3,
    maxLength: 90,
  });
  fc.assert(
    fc.property(wild, (values) => {
      const data = new Float64Array(AUTOENCODER_SIZE);
      startAutoencoder(data, 0);
      const left = new Float64Array(3);
      for (let t = 0; t + 3 <= values.length; t++)
        reconstruct(data, 0, Float64Array.from(values.slice(t, t + 3)), 3, left);
      expect(data.every(Number.isFinite)).toBe(true);
    }),
  );
});
