export { basketTopology } from "./topology.ts";
