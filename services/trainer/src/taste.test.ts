import { expect, test } from "vitest";
import { TasteLog, trainMachine } from "./taste.ts";

const said = { from: "clicks", partition: 0, time: 0, rating: undefined, deleted: false, offset: 0 };

/** Users who keep to one of two kinds of items. */
const planted = (users: number): TasteLog => {
  const log = new TasteLog();
  for (let n = 0; n < users; n++)
    for (let step = 0; step < 6; step++) {
      const item = (n % 2) + 2 * ((n * 7 + step * 3 + ((n * step) % 2)) % 8);
      log.add({ ...said, userId: `u${n}`, itemId: `i${item}`, action: "view" });
    }
  return log;
};

test("good ratings, clicks and baskets are learned; what was taken back, poor or of somebody forgotten is not", () => {
  const log = new TasteLog();
  for (const userId of ["u", "v", "gone"]) {
    log.add({ ...said, userId, itemId: "bought", items: ["bought", "too"], action: "basket" });
    log.add({ ...said, userId, itemId: "good", rating: 4 });
    log.add({ ...said, userId, itemId: "poor", rating: 2 });
    log.add({ ...said, userId, itemId: "back", rating: 5 });
    log.add({ ...said, userId, itemId: "back", deleted: true });
  }
  log.add({ ...said, userId: "gone", itemId: "", forget: true });
  log.add({ ...said, userId: "", itemId: "bought", action: "view" });
  const { items, users, judged } = log.data();
  expect(items).toEqual(["bought", "good", "too"]);
  expect(users.length + judged.length).toBe(2);
});

test("the Boltzmann machine's free energy falls with training, and it ranks what users turned to far better than chance", async () => {
  const data = planted(120).data();
  const options = { created: "2026-01-01T00:00:00.000Z", dataRange: {}, epochs: 12 };
  const { weights, card } = await trainMachine(data, options);
  const energies = card.epochs.map(({ trainingLoss }) => trainingLoss);
  expect(energies.at(-1)).toBeLessThan((card.validation.freeEnergyBefore ?? 0) - 0.5);
  expect(weights.layers.map(({ bias }) => bias.length)).toEqual([48, data.items.length]);
  expect(card.validation.logLoss).toBeLessThan(Math.log(11));
  expect((await trainMachine(data, options)).weights).toEqual(weights);
});
