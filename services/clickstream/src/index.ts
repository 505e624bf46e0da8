export { decodeSession, type SessionAnswer } from "./session-answer.ts";
export { start } from "./start.ts";
export { type ClickSettings, clickTopology } from "./topology.ts";
