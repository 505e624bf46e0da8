export { decodeAlarms } from "./alarms-answer.ts";
export { NETWORK_RUNGS } from "./asked-networks.ts";
export { decodeSeriesAnswer, readableSeriesAnswer, type SeriesAnswer } from "./series-answer.ts";
export { start } from "./start.ts";
export { LADDER, type ReadingSettings, readingTopology } from "./topology.ts";
