import { expect, test } from "vitest";
import { decodeWeights, encodeWeights, TasteNet, tasteKinds, WeightsFormatError } from "../index.ts";
import { randomTaste, untrainedCard } from "../testing.ts";

const items = ["a", "b", "c", "d"];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

test("what is expected is two layers of sigmoids over what was touched, whatever its order", () => {
  const weights = randomTaste("autoencoder", items, 3, 5);
  const [there, back] = weights.layers;
  const hidden = Array.from({ length: 3 }, (_, h) =>
    sigmoid((there?.bias[h] ?? 0) + (there?.kernel[0 * 3 + h] ?? 0) + (there?.kernel[2 * 3 + h] ?? 0)),
  );
  const told = new TasteNet(weights).expect(["c", "a", "unknown", "a"]);
  expect(told).toHaveLength(4);
  for (const [place, p] of (told ?? []).entries()) {
    const sum = hidden.reduce(
      (all, x, h) => all + x * (back?.kernel[h * 4 + place] ?? 0),
      back?.bias[place] ?? 0,
    );
    expect(p).toBeCloseTo(sigmoid(sum), 6);
  }
  expect(new TasteNet(weights).expect(["unknown"])).toBeUndefined();
});

test("the best items are those of the greatest probability that are accepted", () => {
  const net = new TasteNet(randomTaste("boltzmann", items, 3, 2));
  const told = net.expect(["b"]) ?? new Float64Array();
  const order = ["a", "c", "d"].sort((x, y) => (told[items.indexOf(y)] ?? 0) - (told[items.indexOf(x)] ?? 0));
  expect(net.top(["b"], 2, (itemId) => itemId !== "b")).toEqual(order.slice(0, 2));
});

test.each(tasteKinds)(
  "%s: weights come off the wire as they went; layers that lead elsewhere are refused",
  (kind) => {
    const weights = randomTaste(kind, items, 3, 1);
    const card = untrainedCard(kind);
    expect(decodeWeights(encodeWeights(weights, card)).weights).toEqual(weights);
    const [first] = weights.layers;
    const cut = { ...weights, layers: first === undefined ? [] : [first] };
    expect(() => decodeWeights(encodeWeights(cut, card))).toThrow(WeightsFormatError);
    expect(() => decodeWeights(encodeWeights({ ...weights, items: ["a", "b"] }, card))).toThrow(
      WeightsFormatError,
    );
  },
);
