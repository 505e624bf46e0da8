export { type DemoFeed, demoFeed } from "./demo-feed.ts";
export { datasetLines } from "./json-lines.ts";
