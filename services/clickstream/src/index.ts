export { start } from "./start.ts";
export { decodeSession, type SessionAnswer } from "./session-answer.ts";
export { type ClickSettings, clickTopology } from "./topology.ts";
