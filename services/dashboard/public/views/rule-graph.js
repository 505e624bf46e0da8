import { figure, percent, plural } from "../lib/format.js";
import { nameOf } from "../lib/names.js";
import { colour } from "../lib/theme.js";
import { chart, hint } from "../parts/chart.js";
import { ring, ringMax } from "../parts/ring.js";

/** More rules than this make a ball of wool. */
const DRAWN_MAX = 80;
const HEIGHT = 640;

const itemsOf = (rule) => [...rule.if, ...rule.then];

/** The first rules, as long as there is room for their items; with how many of the rules each item is in. */
const drawn = (rules, itemsMax) => {
  const degree = new Map();
  const fit = rules.slice(0, DRAWN_MAX).filter((rule) => {
    const ids = itemsOf(rule);
    if (degree.size + ids.filter((id) => !degree.has(id)).length > itemsMax) return false;
    for (const id of ids) degree.set(id, (degree.get(id) ?? 0) + 1);
    return true;
  });
  return [fit, degree];
};

/** Items on a circle and the rules between them. */
export const ruleGraph = (signal, rulesNow, onItem) => {
  const drawing = chart({
    label: "Items and the rules between them",
    height: HEIGHT,
    className: "round",
    signal,
    words: "No rule is left by these filters.",
    draw: (width) => {
      const [rules, degree] = drawn(rulesNow(), ringMax(width));
      if (rules.length === 0) return undefined;
      const strongest = Math.max(...rules.map((rule) => rule.lift));
      const links = rules.flatMap((rule) =>
        rule.if.flatMap((from) =>
          rule.then.map((to) => ({
            source: from,
            target: to,
            tie: rule.lift,
            rule,
            lineStyle: {
              width: 0.8 + 3.5 * (rule.lift / strongest),
              opacity: 0.25 + 0.6 * rule.confidence,
              curveness: 0.2,
            },
          })),
        ),
      );
      return {
        tooltip: hint({
          formatter: ({ dataType, data }) =>
            dataType === "edge"
              ? `${data.rule.if.map(nameOf).join(" + ")}  →  ${data.rule.then.map(nameOf).join(" + ")}\nlift ${figure(data.rule.lift)}   confidence ${percent(data.rule.confidence)}   ${plural(data.rule.count, "basket")}`
              : `${nameOf(data.id)}\n${plural(data.rules, "rule")}`,
        }),
        series: [
          ring({
            nodes: [...degree].map(([id, rules]) => ({
              id,
              name: id,
              rules,
              symbolSize: 7 + 3 * Math.sqrt(rules),
            })),
            links,
            lineStyle: { color: colour("baskets") },
            itemStyle: { color: colour("baskets"), borderColor: colour("surface"), borderWidth: 1.5 },
            nameOf,
            width,
            height: Math.min(HEIGHT, width),
          }),
        ],
      };
    },
  });
  drawing.on("click", ({ dataType, data }) => dataType === "node" && onItem(data.id));
  return drawing;
};
