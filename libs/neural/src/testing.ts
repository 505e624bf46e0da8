import type { TrainingCard } from "./card.ts";
import type { GruWeights } from "./gru/weights.ts";
import type { CellWeights } from "./networks/cell-reader.ts";
import type { HiddenMarkovWeights } from "./networks/hidden-markov.ts";
import type { NextItemWeights } from "./networks/next-item.ts";
import { SERIES_INPUTS, type SeriesWeights } from "./networks/series.ts";
import type { TaggerWeights } from "./networks/tagger.ts";
import type { TasteKind, TasteWeights } from "./networks/taste.ts";
import type { TextWeights } from "./networks/text.ts";
import type { TextCellWeights } from "./networks/text-cells.ts";
import { cellOf, directionsOf, gatesOf, type TextCell } from "./networks/text-kinds.ts";
import { ARCHITECTURES, GATES, WINDOW, type WindowWeights } from "./networks/window-weights.ts";
import { Random } from "./random.ts";
import type { NetworkWeights } from "./wire/weights.ts";

export { Random };

/** An untrained GRU: weights of the size that training gives. */
export const randomGru = (inputSize: number, hiddenSize: number, random: Random): GruWeights => ({
  inputSize,
  hiddenSize,
  kernel: random.uniform(inputSize * 3 * hiddenSize, 0.5),
  recurrent: random.uniform(hiddenSize * 3 * hiddenSize, 1 / Math.sqrt(hiddenSize)),
  bias: random.uniform(3 * hiddenSize, 0.3),
});

/** An untrained next-item network over the given items. */
export const randomNextItem = (
  items: readonly string[],
  hiddenSize: number,
  seed: number,
): NextItemWeights => {
  const random = new Random(seed);
  const rows = items.length + 1;
  return {
    kind: "next-item",
    items,
    embedding: random.uniform(rows * 8, 1),
    gru: randomGru(8, hiddenSize, random),
    output: random.uniform(rows * hiddenSize, 1),
    outputBias: random.uniform(rows, 0.5),
  };
};

/** The four untrained window networks. */
export const randomWindows = (hiddenSize: number, random: Random): readonly WindowWeights[] =>
  ARCHITECTURES.map((architecture) => {
    const [n, gates] = [hiddenSize, GATES[architecture] * hiddenSize];
    const [plain, decoder] = [architecture === "feedforward", architecture === "seq2seq" ? 3 * n : 0];
    const outputs = decoder > 0 ? 1 : WINDOW;
    return {
      architecture,
      hiddenSize: n,
      kernel: random.uniform((plain ? WINDOW : 1) * gates, 0.3),
      recurrent: random.uniform(plain ? 0 : n * gates, 0.3),
      bias: random.uniform(gates, 0.1),
      decoderKernel: random.uniform(n * decoder, 0.3),
      decoderRecurrent: random.uniform(n * decoder, 0.3),
      decoderBias: random.uniform(decoder, 0.1),
      output: random.uniform(n * outputs, 0.5),
      outputBias: random.uniform(outputs, 0.1),
    };
  });

/** An untrained series network with the four beside it. */
export const randomSeries = (featureSize: number, hiddenSize: number, seed: number): SeriesWeights => {
  const random = new Random(seed);
  return {
    kind: "series",
    featureSize,
    gru: randomGru(SERIES_INPUTS + featureSize, hiddenSize, random),
    output: random.uniform(hiddenSize, 0.5),
    outputBias: random.uniform(1, 0.1),
    windows: randomWindows(Math.min(16, hiddenSize), random),
  };
};

/** An untrained text network. */
export const randomText = (buckets: number, hiddenSize: number, seed: number): TextWeights => {
  const random = new Random(seed);
  return {
    kind: "text",
    buckets,
    embedding: random.uniform(buckets * 6, 1),
    gru: randomGru(6, hiddenSize, random),
    output: random.uniform(hiddenSize, 1),
    outputBias: random.uniform(1, 0.1),
  };
};

/** An untrained text network of any cell. */
export const randomTextCell = (
  kind: TextCellWeights["kind"],
  buckets: number,
  hiddenSize: number,
  seed: number,
): TextCellWeights => {
  const random = new Random(seed);
  const cell = cellOf(kind);
  return {
    kind,
    buckets,
    inputSize: 6,
    hiddenSize,
    embedding: random.uniform(buckets * 6, 1),
    directions: randomCells(cell, 6, hiddenSize, random),
    output: random.uniform(directionsOf(cell) * hiddenSize, 1),
    outputBias: random.uniform(1, 0.1),
  };
};

const randomCells = (
  cell: TextCell,
  inputSize: number,
  hiddenSize: number,
  random: Random,
): CellWeights[] => {
  const columns = gatesOf(cell) * hiddenSize;
  return Array.from({ length: directionsOf(cell) }, () => ({
    kernel: random.uniform(inputSize * columns, 0.5),
    recurrent: random.uniform(cell === "average" ? 0 : hiddenSize * columns, 0.5),
    bias: random.uniform(columns, 0.3),
  }));
};

/** An untrained tagger. */
export const randomTagger = (
  tags: readonly string[],
  buckets: number,
  hiddenSize: number,
  seed: number,
): TaggerWeights => {
  const random = new Random(seed);
  return {
    kind: "tagger",
    tags,
    buckets,
    inputSize: 6,
    hiddenSize,
    embedding: random.uniform(buckets * 6, 1),
    directions: randomCells("bilstm", 6, hiddenSize, random),
    output: random.uniform(2 * hiddenSize * tags.length, 1),
    outputBias: random.uniform(tags.length, 0.1),
  };
};

/** Hidden states over the given items, drawn and not fitted. */
export const randomHiddenMarkov = (
  items: readonly string[],
  states: number,
  seed: number,
): HiddenMarkovWeights => {
  const random = new Random(seed);
  const shares = (rows: number, columns: number): number[][] =>
    Array.from({ length: rows }, () => {
      const row = Array.from({ length: columns }, () => 0.1 + random.next());
      const total = row.reduce((sum, weight) => sum + weight, 0);
      return row.map((weight) => weight / total);
    });
  const moves = shares(states, states + 1);
  const likes = shares(states, items.length + 1);
  return {
    kind: "hidden-markov",
    states,
    items,
    start: Float32Array.from(shares(1, states)[0] ?? []),
    transition: Float32Array.from(moves.flatMap((row) => row.slice(0, states))),
    exit: Float32Array.from(moves, (row) => row[states] ?? 0),
    emission: Float32Array.from({ length: (items.length + 1) * states }, (_, at) => {
      return likes[at % states]?.[Math.floor(at / states)] ?? 0;
    }),
    dwellMs: random.uniform(states, 1_000).map(Math.abs),
  };
};

/** A card as training would write it, for weights that were not trained. */
export const untrainedCard = (kind: NetworkWeights["kind"]): TrainingCard => ({
  kind,
  created: "2026-01-01T00:00:00Z",
  dataRange: { from: "2025-12-01", "clicks/0": 17 },
  backend: "none",
  seed: 1,
  shapes: { kernel: [8, 24] },
  parameters: 192,
  settings: { hidden: 8 },
  epochs: [{ epoch: 1, trainingLoss: 2, validationLoss: 3, gradientNorm: 1.5, clippedNorm: 1, seconds: 0.1 }],
  bestEpoch: 1,
  stopped: "epochs",
  trainingExamples: 10,
  validationExamples: 2,
  validation: { recall1: 0.5 },
  beside: { markov: { recall1: 0.25 } },
  seconds: 0.2,
});

/** An untrained network over items. */
export const randomTaste = (
  kind: TasteKind,
  items: readonly string[],
  hidden: number,
  seed: number,
): TasteWeights => {
  const random = new Random(seed);
  const layer = (inputs: number, outputs: number) => ({
    kernel: random.uniform(inputs * outputs, 1),
    bias: random.uniform(outputs, 0.5),
  });
  return { kind, items, layers: [layer(items.length, hidden), layer(hidden, items.length)] };
};
