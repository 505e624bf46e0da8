import type { ByteWriter } from "@millrace/state";
import type { TrainingCard } from "../card.ts";
import { WeightsFormatError } from "../errors.ts";
import type { CellWeights } from "../networks/cell-reader.ts";
import type { TaggerWeights } from "../networks/tagger.ts";
import type { TextCellWeights } from "../networks/text-cells.ts";
import { cellOf, directionsOf, gatesOf } from "../networks/text-kinds.ts";
import { listIn, textIn } from "./read-json.ts";

/** Networks of cells that read an embedding's rows. */
export type CellNetworkWeights = TextCellWeights | TaggerWeights;

const TAGS_MAX = 256;

/** Header, embedding, the directions' arrays, output. */
export const writeCells = (w: ByteWriter, weights: CellNetworkWeights, card: TrainingCard): void => {
  const { kind, inputSize, hiddenSize, buckets } = weights;
  const tags = weights.kind === "tagger" ? { tags: weights.tags } : {};
  w.text(JSON.stringify({ kind, inputSize, hiddenSize, rows: buckets, ...tags, card }));
  w.floats(weights.embedding);
  for (const { kernel, recurrent, bias } of weights.directions)
    w.floats(kernel).floats(recurrent).floats(bias);
  w.floats(weights.output).floats(weights.outputBias);
};

/** What the header of such a network says. */
interface Sizes {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly rows: number;
  readonly tags: unknown;
}

/** What {@link writeCells} wrote. @param floats reads the next so many numbers. @throws {WeightsFormatError} */
export const readCells = (
  kind: CellNetworkWeights["kind"],
  { inputSize, hiddenSize, rows, tags: told }: Sizes,
  floats: (count: number) => Float32Array,
): CellNetworkWeights => {
  if (rows < 2) throw new WeightsFormatError(`a text network has more than ${rows} buckets`);
  const cell = kind === "tagger" ? "bilstm" : cellOf(kind);
  const columns = gatesOf(cell) * hiddenSize;
  const embedding = floats(rows * inputSize);
  const directions = Array.from(
    { length: directionsOf(cell) },
    (): CellWeights => ({
      kernel: floats(inputSize * columns),
      recurrent: floats(cell === "average" ? 0 : hiddenSize * columns),
      bias: floats(columns),
    }),
  );
  const shared = { buckets: rows, inputSize, hiddenSize, embedding, directions };
  const last = directions.length * hiddenSize;
  if (kind !== "tagger") return { kind, ...shared, output: floats(last), outputBias: floats(1) };
  const tags = listIn({ tags: told }, "tags", TAGS_MAX, (tag) => textIn({ tag }, "tag"));
  if (tags.length === 0) throw new WeightsFormatError("a tagger has tags");
  return { kind, ...shared, tags, output: floats(last * tags.length), outputBias: floats(tags.length) };
};
