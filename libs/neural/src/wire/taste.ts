import type { ByteWriter } from "@millrace/state";
import type { TrainingCard } from "../card.ts";
import { WeightsFormatError } from "../errors.ts";
import type { TasteKind, TasteWeights } from "../networks/taste.ts";
import { type Fields, listIn, wholeIn } from "./read-json.ts";

const LAYERS_MAX = 8;
const WIDTH_MAX = 4_096;

/** Header, item ids, then kernel and bias of each layer. */
export const writeTaste = (
  w: ByteWriter,
  { kind, items, layers }: TasteWeights,
  card: TrainingCard,
): void => {
  const widths = layers.map(({ bias }) => bias.length);
  w.text(JSON.stringify({ kind, rows: items.length, inputSize: 1, hiddenSize: 1, widths, card }));
  for (const itemId of items) w.text(itemId);
  for (const { kernel, bias } of layers) w.floats(kernel).floats(bias);
};

/**
 * What {@link writeTaste} wrote. @param names reads so many item ids; @param floats the next so many numbers.
 * @throws {WeightsFormatError}
 */
export const readTaste = (
  kind: TasteKind,
  header: Fields,
  rows: number,
  names: (count: number) => readonly string[],
  floats: (count: number) => Float32Array,
): TasteWeights => {
  const widths = listIn(header, "widths", LAYERS_MAX, (width) => wholeIn({ width }, "width", 1, 1 << 20));
  const hidden = widths.slice(0, -1);
  if (hidden.length === 0 || widths.at(-1) !== rows || hidden.some((width) => width > WIDTH_MAX))
    throw new WeightsFormatError("layers do not lead from items to items");
  const items = names(rows);
  const layers = widths.map((width, n) => ({
    kernel: floats((n === 0 ? rows : (widths[n - 1] ?? 0)) * width),
    bias: floats(width),
  }));
  return { kind, items, layers };
};
