import { h } from "../lib/dom.js";
import { funnelPanel } from "./funnel.js";
import { liveSessions } from "./live-sessions.js";
import { pageGraph } from "./page-graph.js";

export const sessions = {
  id: "sessions",
  name: "Sessions",
  title: "Sessions",
  lead: "How visits go: the states behind the clicks, who is here now and where they go next, and the pages they move between.",
  mount(root, { signal }) {
    const [live, next] = liveSessions(signal);
    live.classList.add("two-thirds");
    next.classList.add("third");
    root.append(h("div", { class: "grid" }, live, next, funnelPanel(signal), pageGraph(signal)));
  },
};
