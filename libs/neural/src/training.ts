export { type AutoencoderOptions, trainAutoencoder } from "./training/autoencoder.ts";
export { type Backend, loadTensors, type Tensors, type Tf } from "./training/backend.ts";
export { type CellRun, cellStates, lastState } from "./training/cell-run.ts";
export { type GruRun, gruSequence } from "./training/gru-sequence.ts";
export {
  fitStatesByGradient,
  type StateSessions,
  type StatesByGradientOptions,
} from "./training/hidden-markov.ts";
export { trainNextItem } from "./training/next-item.ts";
export type { NextItemLoss, NextItemOptions } from "./training/next-item-options.ts";
export type { TrainingOptions } from "./training/options.ts";
export { type SeriesOptions, trainSeries } from "./training/series.ts";
export type { Series } from "./training/series-data.ts";
export { type TaggedSentence, type TaggerOptions, trainTagger } from "./training/tagger.ts";
export { type TasteData, tasteData, tasteFigures } from "./training/taste-data.ts";
export { type TextOptions, trainText } from "./training/text.ts";
export { type LabelledText, type PaddedTexts, padded } from "./training/text-data.ts";
export { trainWindows, type WindowOptions } from "./training/windows.ts";
