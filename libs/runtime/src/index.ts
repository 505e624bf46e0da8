export { decoderFor, decoderOptions } from "./decoders.ts";
export type { Halt, PartitionBoard } from "./partition-board.ts";
export { runService } from "./run-service.ts";
export { settingsProblems } from "./settings-check.ts";
export { startStream } from "./stream.ts";
export { openKafka, openWorld, prepareTopics, type World } from "./world.ts";
