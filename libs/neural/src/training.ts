export { type Backend, loadTensors, type Tensors, type Tf } from "./training/backend.ts";
export { type GruRun, gruSequence } from "./training/gru-sequence.ts";
export { type NextItemOptions, trainNextItem } from "./training/next-item.ts";
export type { TrainingOptions } from "./training/options.ts";
export { type SeriesOptions, trainSeries } from "./training/series.ts";
export type { Series } from "./training/series-data.ts";
export { type LabelledText, type TextOptions, trainText } from "./training/text.ts";
export { type TextCellOptions, trainTextCell } from "./training/text-cells.ts";
