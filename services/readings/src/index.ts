export { decodeAlarms } from "./alarms-answer.ts";
export { decodeSeriesAnswer, type SeriesAnswer } from "./series-answer.ts";
export { start } from "./start.ts";
export { LADDER, NETWORK_RUNGS, type ReadingSettings, readingTopology } from "./topology.ts";
