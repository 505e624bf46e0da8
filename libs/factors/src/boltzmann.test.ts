import fc from "fast-check";
import { expect, test } from "vitest";
import { BoltzmannMachine } from "./index.ts";
import { uniform } from "./uniform.ts";

const ITEMS = 24;

/** Users who keep to one of three kinds of items, but for one touch in ten. */
const planted = (users: number, seed: number): number[][] => {
  const random = uniform(seed);
  return Array.from({ length: users }, (_, user) =>
    Array.from({ length: ITEMS }, (__, item) => item).filter((item) =>
      item % 3 === user % 3 ? random() < 0.6 : random() < 0.06,
    ),
  );
};

const trained = (epochs: number, steps = 1): BoltzmannMachine => {
  const machine = new BoltzmannMachine({ visible: ITEMS, hidden: 8, steps, rate: 0.1, seed: 4 });
  const users = planted(150, 1);
  machine.startFrom(users);
  for (let epoch = 0; epoch < epochs; epoch++) machine.train(users);
  return machine;
};

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

test("training lowers the free energy of users as they are below that of users as they are not", () => {
  const real = planted(60, 2);
  const random = uniform(3);
  const mixed = real.map((items) => items.map(() => Math.floor(random() * ITEMS)));
  const gaps = [0, 5, 20].map((epochs) => {
    const machine = trained(epochs);
    const energy = (users: readonly number[][]): number => mean(users.map((one) => machine.freeEnergy(one)));
    return energy(real) - energy(mixed);
  });
  expect(gaps[1]).toBeLessThan(gaps[0] ?? 0);
  expect(gaps[2]).toBeLessThan((gaps[0] ?? 0) - 3);
});

test("a free energy depends on which items were touched, not on their order, and is lower for what was learned", () => {
  const machine = new BoltzmannMachine({ visible: 4, hidden: 3, seed: 9, rate: 0.5 });
  for (let n = 0; n < 30; n++) machine.train([[0, 1], [2]]);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(3)), (items) => {
      const [energy, again] = [machine.freeEnergy(items), machine.freeEnergy([...items].reverse())];
      expect(energy).toBeCloseTo(again, 10);
      for (const p of machine.reconstruct(items)) expect(p > 0 && p < 1).toBe(true);
    }),
  );
  expect(machine.freeEnergy([0, 1])).toBeLessThan(machine.freeEnergy([0, 3]));
});

test.each([1, 3])("with %i steps of sampling it recommends the kind that a user keeps to", (steps) => {
  const machine = trained(20, steps);
  for (const kind of [0, 1, 2]) {
    const probabilities = machine.reconstruct([kind, kind + 3, kind + 6]);
    const best = [...probabilities.keys()]
      .filter((item) => item > kind + 6)
      .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
    expect(best.slice(0, 4).map((item) => item % 3)).toEqual([kind, kind, kind, kind]);
  }
});

test("the same seed gives the same machine", () => {
  expect(trained(2).reconstruct([1, 2])).toEqual(trained(2).reconstruct([1, 2]));
});
