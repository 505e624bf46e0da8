export { decodeSeriesAnswer, type SeriesAnswer } from "./series-answer.ts";
export { start } from "./start.ts";
export { type ReadingSettings, readingTopology } from "./topology.ts";
