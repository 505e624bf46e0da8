export type { EpochRecord, NetworkKind, StopReason, TrainingCard } from "./card.ts";
export { WeightsFormatError } from "./errors.ts";
export { EmbeddedGru } from "./gru/embedded.ts";
export { GruKernel } from "./gru/kernel.ts";
export { PackedMatrix } from "./gru/packed-matrix.ts";
export type { GruWeights } from "./gru/weights.ts";
export { HeldWeights } from "./held-weights.ts";
export type { CellWeights } from "./networks/cell-reader.ts";
export { HIDDEN_STATES_MAX, type HiddenMarkovWeights } from "./networks/hidden-markov.ts";
export { LanguageNet, SENTENCE_BEGIN, SENTENCE_END, type WordsAfter } from "./networks/language.ts";
export { type NextItem, NextItemNet, type NextItemWeights } from "./networks/next-item.ts";
export { type Likely, logSumExp, rankOf, topIndices, topOf } from "./networks/ranking.ts";
export { RUNNING_SIZE, RUNNING_WINDOW, SCALED_LIMIT } from "./networks/running-scale.ts";
export { newSeriesState, SeriesNet, type SeriesWeights } from "./networks/series.ts";
export { TaggerNet, type TaggerWeights } from "./networks/tagger.ts";
export {
  type TasteKind,
  type TasteLayer,
  TasteNet,
  type TasteWeights,
  tasteKinds,
} from "./networks/taste.ts";
export { TextNet, type TextWeights, tokenId } from "./networks/text.ts";
export {
  type AnyTextWeights,
  openText,
  TextCellNet,
  type TextCellWeights,
  type TextReader,
} from "./networks/text-cells.ts";
export {
  type TextCell,
  type TextKind,
  type TextNetwork,
  textCells,
  textKindOf,
  textNetworkOf,
  textNetworks,
} from "./networks/text-kinds.ts";
export { ARCHITECTURES, type Architecture, WINDOW, type WindowWeights } from "./networks/window-weights.ts";
export { WindowNet } from "./networks/windows.ts";
export type { WordWeights } from "./networks/words.ts";
export { MessageAssembler, type WholeMessage } from "./wire/assembler.ts";
export { type MessagePart, splitMessage } from "./wire/parts.ts";
export {
  decodeWeights,
  encodeWeights,
  type NetworkWeights,
  type TrainedNetwork,
  WEIGHTS_BYTES_MAX,
} from "./wire/weights.ts";
