export { basketSettings, itemsetSettings } from "./settings.ts";
export { start } from "./start.ts";
export { type BasketSettings, basketTopology } from "./topology.ts";
