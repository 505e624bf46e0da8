/** Graphs on a circle: whatever their shape and the width of the page, nothing is cut and no name lies on another. */

import { colour } from "../lib/theme.js";

const LETTER_PX = 6.2;
const GAP_PX = 22;
/** How far back an item's ties count when its place is chosen. */
const REACH = 3;

/** As many as find room around a circle of this width. */
export const ringMax = (width) => (width < 560 ? 20 : 40);

/** Letters of a name that find room beside a circle of this width. */
const lettersFor = (width) => (width < 560 ? 11 : 22);

const shortened = (name, letters) => (name.length > letters ? `${name.slice(0, letters - 1)}…` : name);

/** The nodes in an order that lets those with strong ties stand side by side. @param links `{source, target, tie}` */
const seated = (nodes, links) => {
  const ties = new Map(nodes.map(({ id }) => [id, new Map()]));
  for (const { source, target, tie } of links) {
    ties.get(source).set(target, (ties.get(source).get(target) ?? 0) + tie);
    ties.get(target).set(source, (ties.get(target).get(source) ?? 0) + tie);
  }
  const left = new Set(nodes);
  const order = [];
  while (left.size > 0) {
    const last = order.slice(-REACH);
    const pull = ({ id }) =>
      last.reduce((sum, other, i) => sum + (i + 1) * (ties.get(id).get(other.id) ?? 0), 0);
    let next;
    let most = -1;
    for (const node of left) {
      const by = pull(node);
      if (by > most) [next, most] = [node, by];
    }
    left.delete(next);
    order.push(next);
  }
  return order;
};

/**
 * ECharts' series of a graph on a circle. @param options.nodes `{id, ...}` with what ECharts takes besides
 * @param options.links `{source, target, tie, ...}`: nodes of strong ties stand side by side
 * @param options.nameOf words for an id
 */
export const ring = ({ nodes, links, nameOf, width, height, label = {}, ...more }) => {
  const letters = lettersFor(width);
  const longest = Math.max(...nodes.map(({ id }) => Math.min(letters, nameOf(id).length)));
  const room = Math.min(longest * LETTER_PX + GAP_PX, width / 3, height / 3);
  return {
    type: "graph",
    layout: "circular",
    circular: { rotateLabel: true },
    left: room,
    right: room,
    top: room,
    bottom: room,
    edgeSymbol: ["none", "arrow"],
    edgeSymbolSize: 6,
    emphasis: { focus: "adjacency", lineStyle: { opacity: 0.95 } },
    label: {
      show: true,
      color: colour("ink-2"),
      fontSize: 11,
      formatter: ({ data }) => shortened(nameOf(data.id), letters),
      ...label,
    },
    data: seated(nodes, links),
    links,
    ...more,
  };
};
