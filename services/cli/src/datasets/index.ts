export type { DemoStream } from "./convert-demo.ts";
export { type DemoFeed, type DemoFeedOptions, demoFeed } from "./demo-feed.ts";
export { DatasetError, type DatasetErrorCode } from "./errors.ts";
export { datasetLines, type WrittenFile } from "./json-lines.ts";
export type { DatasetTerms } from "./sources.ts";
