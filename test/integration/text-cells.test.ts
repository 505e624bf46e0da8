import { TextCellNet, textCells } from "@millrace/neural";
import { Random } from "@millrace/neural/testing";
import { trainTextCell } from "@millrace/neural/training";
import { expect, test } from "vitest";

const created = "2026-01-01T00:00:00Z";
const WORDS = 100;
const GOOD = 7;
const NOT = 9;

/** Texts of seven words in which one decides, unless "not" stands right before it: order is what matters. */
const planted = (count: number, seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const ids = Array.from({ length: 7 }, () => 20 + Math.floor(random.next() * 70));
    const at = 1 + Math.floor(random.next() * 6);
    const [negated, elsewhere] = [random.next() < 0.5, random.next() < 0.5];
    ids[at] = GOOD;
    if (negated) ids[at - 1] = NOT;
    else if (elsewhere) ids[(at + 2) % 7] = NOT;
    return { ids, label: negated ? (0 as const) : (1 as const) };
  });
};

test("the small LSTM of the textbooks, 100 words of 8 numbers and 8 cells, learns what the order of words says", async () => {
  const options = {
    created,
    dataRange: {},
    buckets: WORDS,
    embedding: 8,
    hidden: 8,
    epochs: 20,
    learningRate: 0.05,
  };
  const { weights, card } = await trainTextCell(planted(600, 3), { ...options, cell: "lstm", dropout: 0 });
  expect(card.validation.accuracy).toBeGreaterThan(0.9);
  expect(card.parameters).toBe(100 * 8 + 8 * 32 + 8 * 32 + 32 + 8 + 1);
  for (const { gradientNorm, clippedNorm } of card.epochs) {
    expect(gradientNorm).toBeGreaterThan(0);
    expect(clippedNorm).toBeLessThanOrEqual(1);
  }
  const net = new TextCellNet(weights);
  const later = planted(300, 4);
  const right = later.filter(({ ids, label }) => net.probability(ids) >= 0.5 === (label === 1)).length;
  expect(right / later.length).toBeGreaterThan(0.9);
});

test.each(textCells)("%s is trained and served by the same equations", async (cell) => {
  const texts = Array.from({ length: 60 }, (_, n) => ({
    ids: n % 2 === 0 ? [GOOD, 20 + (n % 9), 0] : [20 + (n % 7), NOT, 31],
    label: n % 2 === 0 ? (1 as const) : (0 as const),
  }));
  const options = {
    created,
    dataRange: {},
    buckets: 64,
    embedding: 4,
    hidden: 5,
    epochs: 15,
    learningRate: 0.1,
    batch: 16,
  };
  const { card } = await trainTextCell(texts, { ...options, cell, dropout: 0, patience: 99 });
  const last = card.epochs.at(-1);
  expect(card.validation.accuracy).toBe(1);
  // Judged by the serving code on texts like those that were learned: the losses can only agree if the equations do.
  expect(Math.abs((last?.validationLoss ?? 1) - (last?.trainingLoss ?? 0))).toBeLessThan(0.05);
});
