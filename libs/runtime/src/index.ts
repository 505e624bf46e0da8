export { type Callable, Calls, type Line } from "./calls.ts";
export { decoderFor, decoderOptions } from "./decoders.ts";
export { serveHealth } from "./health.ts";
export { engineCalls, LentEngine } from "./lent-engine.ts";
export { type BoardState, type Halt, PartitionBoard } from "./partition-board.ts";
export { runService } from "./run-service.ts";
export { settingsProblems } from "./settings-check.ts";
export { startStream } from "./stream.ts";
export { openKafka, openWorld, prepareTopics, type World } from "./world.ts";
