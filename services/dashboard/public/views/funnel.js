import { get, needs } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { duration, figure, percent } from "../lib/format.js";
import { itemLink, learnNames } from "../lib/names.js";
import { colour, palette } from "../lib/theme.js";
import { chart, hint } from "../parts/chart.js";
import { bar, empty, panel } from "../parts/panel.js";

const nameOfState = (state, i) => String(state.name ?? state.label ?? state.state ?? i + 1);

/** The ways between states, whether they come as a list or as a matrix: `[{from, to, probability}]` by place. */
const flowOf = (answer, states) => {
  const flow = answer.flow ?? answer.flows ?? answer.transitions ?? [];
  const place = (key) => {
    const at = states.findIndex((state, i) => state.state === key || nameOfState(state, i) === String(key));
    return at >= 0 ? at : Number(key);
  };
  if (Array.isArray(flow[0]))
    return flow.flatMap((row, from) => row.map((probability, to) => ({ from, to, probability })));
  return flow.map(({ from, to, probability, share, count }) => ({
    from: place(from),
    to: place(to),
    probability: probability ?? share ?? count ?? 0,
  }));
};

const first = (object, names) => names.map((name) => object[name]).find((value) => typeof value === "number");

/** The hidden states of sessions: what people do in each, where they go from it, and where they leave. */
export const funnelPanel = (signal) => {
  const card = panel({
    title: "The funnel",
    hint: "Hidden states of the sessions: what is clicked in each, and how visits flow between them.",
    signal,
  });
  let states = [];
  let flow = [];
  const drawing = chart({
    label: "Flow between the hidden states",
    height: 300,
    signal,
    words: "No flow is known yet.",
    draw: () => {
      const ways = flow.filter(
        ({ from, to, probability }) =>
          from !== to && probability > 0.005 && states[from] !== undefined && states[to] !== undefined,
      );
      if (ways.length === 0) return undefined;
      const tones = palette();
      return {
        tooltip: hint({
          formatter: ({ dataType, data }) =>
            dataType === "edge"
              ? `${data.source}  →  ${data.target}\n${percent(data.probability)}`
              : `State ${data.name}`,
        }),
        series: [
          {
            type: "graph",
            layout: "circular",
            left: 70,
            right: 70,
            top: 40,
            bottom: 40,
            roam: false,
            edgeSymbol: ["none", "arrow"],
            edgeSymbolSize: 8,
            label: { show: true, color: colour("ink"), position: "bottom", fontSize: 12 },
            emphasis: { focus: "adjacency" },
            data: states.map((state, i) => ({
              id: String(i),
              name: nameOfState(state, i),
              symbolSize:
                22 + 40 * Math.sqrt(first(state, ["share", "probability", "occupancy", "weight"]) ?? 0.15),
              itemStyle: { color: tones[i % tones.length] },
            })),
            links: ways.map(({ from, to, probability }) => ({
              source: String(from),
              target: String(to),
              probability,
              lineStyle: {
                width: 1 + 7 * Math.min(1, probability),
                opacity: 0.55,
                curveness: 0.22,
                color: tones[from % tones.length],
              },
            })),
          },
        ],
      };
    },
  });
  const cards = h("ol", { class: "states" });
  const ask = card.load(
    async () => {
      await needs("/v1/funnel");
      const answer = await get("/v1/funnel", undefined, signal);
      const some = answer.states ?? answer.funnel ?? [];
      await learnNames(
        some.flatMap((state) => (state.items ?? []).slice(0, 5).map((item) => item.itemId ?? item)),
        signal,
      );
      return answer;
    },
    (answer) => {
      states = answer.states ?? answer.funnel ?? [];
      flow = flowOf(answer, states);
      fill(
        cards,
        states.map((state, i) => {
          const share = first(state, ["share", "probability", "occupancy", "weight"]);
          const drop = first(state, ["dropOff", "exitProbability", "dropoff", "exit"]);
          const seconds =
            first(state, ["expectedSeconds", "expectedTimeSeconds"]) ??
            (first(state, ["expectedMs", "expectedTimeMs", "timeMs"]) ?? Number.NaN) / 1000;
          const clicks = first(state, ["expectedClicks", "expectedTime", "expectedVisits", "clicks"]);
          return h(
            "li",
            { class: "state", style: { "--bar": palette()[i % 10] } },
            h("h3", {}, `State ${nameOfState(state, i)}`),
            share === undefined ? "" : bar(share, `${percent(share)} of clicks`),
            h(
              "p",
              { class: "hint" },
              [
                Number.isFinite(seconds)
                  ? `stays ${duration(seconds)}`
                  : clicks === undefined
                    ? ""
                    : `stays ${figure(clicks)} clicks`,
                drop === undefined ? "" : `${percent(drop)} leave from here`,
              ]
                .filter(Boolean)
                .join(" · "),
            ),
            h(
              "ol",
              { class: "lines" },
              (state.items ?? [])
                .slice(0, 5)
                .map((item) =>
                  h(
                    "li",
                    {},
                    itemLink(item.itemId ?? item),
                    h("span", { class: "hint" }, percent(item.probability ?? item.score)),
                  ),
                ),
            ),
          );
        }),
      );
      fill(
        card.body,
        states.length === 0
          ? empty("No states are known yet: they are learned from the first few thousand clicks.")
          : h("div", { class: "funnel" }, drawing.element, cards),
      );
      drawing.describe(`Flow between ${states.length} hidden states`);
      drawing.update();
    },
  );
  void ask();
  return card.element;
};
