import { get, needs } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { count, duration, figure, percent, plural } from "../lib/format.js";
import { itemLink, nameOf, noteItem } from "../lib/names.js";
import { colour, palette } from "../lib/theme.js";
import { chart, hint } from "../parts/chart.js";
import { badge, bar, empty, facts, panel } from "../parts/panel.js";

const ITEMS = 5;
/** Ways that fewer sessions take than this are not drawn. */
const PER_SESSION_MIN = 0.01;

/** States on a circle, larger where more sessions come by, and the ways between them, thicker where more go. */
const flowChart = (signal, now) =>
  chart({
    label: "Flow between the hidden states",
    height: 340,
    signal,
    words: "No flow is known yet.",
    draw: () => {
      const { states, flow } = now();
      const ways = flow.filter(({ from, to, perSession }) => from !== to && perSession >= PER_SESSION_MIN);
      if (states.length === 0) return undefined;
      const tones = palette();
      const most = Math.max(...ways.map(({ perSession }) => perSession), PER_SESSION_MIN);
      return {
        tooltip: hint({
          formatter: ({ dataType, data }) =>
            dataType === "edge"
              ? `State ${data.way.from}  →  ${data.way.to}\n${percent(data.way.probability)} of the clicks go that way\n${figure(data.way.perSession)} times a session`
              : `State ${data.state.state}\n${percent(data.state.reachProbability)} of the sessions come here\n${percent(data.state.exitProbability)} of the clicks here are the last`,
        }),
        series: [
          {
            type: "graph",
            layout: "circular",
            circular: { rotateLabel: false },
            left: 90,
            right: 90,
            top: 50,
            bottom: 50,
            edgeSymbol: ["none", "arrow"],
            edgeSymbolSize: 8,
            label: { show: true, color: colour("ink"), position: "bottom", fontSize: 12 },
            emphasis: { focus: "adjacency" },
            data: states.map((state, i) => ({
              id: String(state.state),
              name: `State ${state.state}`,
              state,
              symbolSize: 18 + 34 * Math.sqrt(state.reachProbability),
              itemStyle: { color: tones[i % tones.length] },
            })),
            links: ways.map((way) => ({
              source: String(way.from),
              target: String(way.to),
              way,
              lineStyle: {
                width: 0.8 + (7 * way.perSession) / most,
                opacity: 0.3 + (0.4 * way.perSession) / most,
                curveness: 0.2,
                color: tones[way.from % tones.length],
              },
            })),
          },
        ],
      };
    },
  });

const items = (list, figureOf) =>
  h(
    "ol",
    { class: "lines" },
    list
      .slice(0, ITEMS)
      .map((item) => h("li", {}, itemLink(item.itemId), h("span", { class: "hint" }, figureOf(item)))),
  );

const stateCard = (state, i) =>
  h(
    "li",
    { class: "state", style: { "--bar": `var(--series-${(i % 10) + 1})` } },
    h(
      "h3",
      {},
      `State ${state.state} `,
      state.liveSessions > 0 ? badge(`${count(state.liveSessions)} here now`, "good") : "",
    ),
    bar(state.reachProbability, `${percent(state.reachProbability)} come here`),
    facts([
      ["Begin here", percent(state.startShare)],
      ["Leave here", percent(state.exitProbability), "Probability that a click here is the last"],
      ["Stay", `${figure(state.expectedStayClicks)} clicks`, "In a row, once here"],
      ["Time", duration(state.expectedSeconds), "That a session spends here in all"],
    ]),
    h("p", { class: "hint" }, "Most clicked"),
    items(state.items, ({ probability }) => percent(probability)),
    state.typical.length === 0 ? "" : h("p", { class: "hint" }, "Most typical"),
    state.typical.length === 0 ? "" : items(state.typical.slice(0, 3), ({ lift }) => `× ${figure(lift)}`),
  );

/** The hidden states of sessions: what people do in each, where they go from it, and where they leave. */
export const funnelPanel = (signal) => {
  const card = panel({
    title: "The funnel",
    hint: "Hidden states of the sessions: what is clicked in each, and how visits flow between them.",
    signal,
  });
  let answer = { states: [], flow: [] };
  const drawing = flowChart(signal, () => answer);
  const cards = h("ol", { class: "states" });
  const summary = h("p", { class: "hint" });
  const ask = card.load(
    async () => {
      await needs("/v1/funnel");
      return get("/v1/funnel", undefined, signal);
    },
    (next) => {
      answer = next;
      for (const { items: some, typical } of next.states)
        for (const { itemId, title } of [...some, ...typical]) noteItem(itemId, title);
      const { exitCalibration: exits, states } = next;
      const error =
        exits.expectedError === null
          ? ""
          : ` Exits are forecast to within ${percent(exits.expectedError)} on average.`;
      fill(
        summary,
        `${plural(states.length, "state")}; ${figure(next.clicksPerSession)} clicks a session.${error}`,
      );
      fill(cards, states.map(stateCard));
      fill(
        card.body,
        states.length === 0
          ? empty("No states are known yet: they are learned from the first few thousand clicks.")
          : h("div", { class: "funnel" }, summary, drawing.element, cards),
      );
      drawing.describe(
        `Flow between ${plural(states.length, "hidden state")}: ${states.map((state) => `state ${state.state}, where ${percent(state.exitProbability)} leave, mostly ${state.items[0] === undefined ? "nothing" : nameOf(state.items[0].itemId)}`).join("; ")}`,
      );
      drawing.update();
    },
  );
  void ask();
  return card.element;
};
