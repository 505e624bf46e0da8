export { start } from "./start.ts";
export { basketTopology } from "./topology.ts";
