export { start } from "./start.ts";
export { decodeSeriesAnswer, type SeriesAnswer } from "./series-answer.ts";
export { type ReadingSettings, readingTopology } from "./topology.ts";
