export { CALIBRATION_BINS, exitLadder } from "./exit-scores.ts";
export { type ItemSlots, NetworkRung } from "./network-rung.ts";
export { type OfflineClick, type OfflineFigures, OfflineLadder } from "./offline.ts";
export { decodeSession, type SessionAnswer } from "./session-answer.ts";
export { type ClickSettings, clickSettings } from "./settings.ts";
export { start } from "./start.ts";
export { clickTopology } from "./topology.ts";
