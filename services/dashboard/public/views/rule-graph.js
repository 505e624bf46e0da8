import { figure, percent, plural } from "../lib/format.js";
import { nameOf } from "../lib/names.js";
import { colour } from "../lib/theme.js";
import { chart, hint } from "../parts/chart.js";

/** More rules than this make a ball of wool. */
export const DRAWN_MAX = 80;

const itemsOf = (rule) => [...rule.if, ...rule.then];
const shortName = (id) => {
  const name = nameOf(id);
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
};

/** Items and the rules between them, by forces. */
export const ruleGraph = (signal, rulesNow, onItem) => {
  const drawing = chart({
    label: "Items and the rules between them",
    height: 560,
    signal,
    words: "No rule is left by these filters.",
    draw: () => {
      const rules = rulesNow().slice(0, DRAWN_MAX);
      if (rules.length === 0) return undefined;
      const degree = new Map();
      for (const rule of rules) for (const id of itemsOf(rule)) degree.set(id, (degree.get(id) ?? 0) + 1);
      const strongest = Math.max(...rules.map((rule) => rule.lift));
      const links = rules.flatMap((rule) =>
        rule.if.flatMap((from) =>
          rule.then.map((to) => ({
            source: from,
            target: to,
            rule,
            lineStyle: {
              width: 0.8 + 3.5 * (rule.lift / strongest),
              opacity: 0.25 + 0.6 * rule.confidence,
              curveness: 0.14,
            },
          })),
        ),
      );
      const many = degree.size > 40;
      const named = new Set(
        [...degree]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 24)
          .map(([id]) => id),
      );
      return {
        tooltip: hint({
          formatter: ({ dataType, data }) =>
            dataType === "edge"
              ? `${data.rule.if.map(nameOf).join(" + ")}  →  ${data.rule.then.map(nameOf).join(" + ")}\nlift ${figure(data.rule.lift)}   confidence ${percent(data.rule.confidence)}   ${plural(data.rule.count, "basket")}`
              : `${nameOf(data.id)}\n${plural(data.rules, "rule")}`,
        }),
        series: [
          {
            type: "graph",
            layout: "force",
            roam: true,
            draggable: true,
            force: {
              repulsion: many ? 110 : 230,
              edgeLength: many ? [24, 70] : [50, 130],
              gravity: many ? 0.22 : 0.12,
              layoutAnimation: false,
            },
            edgeSymbol: ["none", "arrow"],
            edgeSymbolSize: 7,
            lineStyle: { color: colour("baskets") },
            emphasis: { focus: "adjacency", label: { show: true }, lineStyle: { opacity: 1 } },
            label: {
              show: false,
              position: "right",
              color: colour("ink-2"),
              fontSize: 11,
              formatter: ({ data }) => shortName(data.id),
            },
            labelLayout: { hideOverlap: true },
            itemStyle: { color: colour("baskets"), borderColor: colour("surface"), borderWidth: 1.5 },
            data: [...degree].map(([id, rules]) => ({
              label: { show: named.has(id) },
              id,
              name: id,
              rules,
              symbolSize: 9 + 4 * Math.sqrt(rules),
            })),
            links,
          },
        ],
      };
    },
  });
  drawing.on("click", ({ dataType, data }) => dataType === "node" && onItem(data.id));
  return drawing;
};
