import { decodeWeights, encodeWeights } from "@millrace/neural";
import { tasteData, tasteFigures, trainAutoencoder } from "@millrace/neural/training";
import { expect, test } from "vitest";

/** Users who keep to one of three kinds of thirty items. */
const histories = Array.from({ length: 300 }, (_, user) =>
  [0, 1, 2, 3, 4, 5].map((step) => `i${(user % 3) + 3 * ((user * 7 + step * 3 + ((user * step) % 4)) % 10)}`),
).map((items) => [...new Set(items)]);

const options = { created: "2026-01-01T00:00:00.000Z", dataRange: {}, epochs: 18, widths: [16, 8] as const };

test("a stacked autoencoder is trained pretrained and not, the better one is offered, and it knows whom it has before it", async () => {
  const data = tasteData(histories, 100);
  const { weights, card } = await trainAutoencoder(data, options);
  const { pretrained } = card.settings;
  const { pretrainedLogLoss = 0, plainLogLoss = 0, logLoss = 0 } = card.validation;
  expect(logLoss).toBe(Math.min(pretrainedLogLoss, plainLogLoss));
  expect(pretrained).toBe(pretrainedLogLoss <= plainLogLoss ? 1 : 0);
  // By chance alone a user's item is one of some 25.
  expect(logLoss).toBeLessThan(Math.log(14));
  const served = decodeWeights(encodeWeights(weights, card)).weights;
  expect(served).toEqual(weights);
  expect(tasteFigures(weights, data).recallAt10).toBeGreaterThan(0.7);
}, 60_000);

test("nobody to learn from is said, not trained on", async () => {
  await expect(trainAutoencoder(tasteData([["a"], ["b"]], 10), options)).rejects.toThrow(RangeError);
});
