import { get } from "../lib/api.js";
import { fill } from "../lib/dom.js";
import { count, figure, percent, plural } from "../lib/format.js";
import { itemLink, learnNames, nameOf } from "../lib/names.js";
import { colour } from "../lib/theme.js";
import { chart, hint } from "../parts/chart.js";
import { bar, panel } from "../parts/panel.js";
import { ring, ringMax } from "../parts/ring.js";
import { table } from "../parts/table.js";

const PAGES = 60;
const HEIGHT = 600;

/** Pages as they are visited, and the ways between them. */
export const pageGraph = (signal) => {
  const card = panel({
    title: "Pages and the ways between them",
    hint: "Larger: more visits. Thicker: more go that way. Redder: more bounce.",
    signal,
  });
  let pages = [];
  const drawing = chart({
    label: "The most visited pages and the ways between them",
    height: HEIGHT,
    className: "round",
    signal,
    words: "No page has been visited yet.",
    draw: (width) => {
      if (pages.length === 0) return undefined;
      const shown = pages.slice(0, ringMax(width));
      const ids = new Set(shown.map((page) => page.itemId));
      const weight = (page) => page.pageRank ?? page.visits;
      const most = Math.max(...shown.map(weight));
      const [calm, hot] = [colour("clicks"), colour("bad")];
      const tone = (rate) => (rate > 0.5 ? hot : calm);
      return {
        tooltip: hint({
          formatter: ({ dataType, data }) =>
            dataType === "edge"
              ? `${nameOf(data.source)}  →  ${nameOf(data.target)}\n${percent(data.probability)} of those who go on`
              : `${nameOf(data.page.itemId)}\n${plural(data.page.visits, "visit")}   bounce ${percent(data.page.bounceRate)}   exit ${percent(data.page.exitRate)}${data.page.pageRank === undefined ? "" : `\nPageRank ${figure(data.page.pageRank)}`}`,
        }),
        series: [
          ring({
            nodes: shown.map((page) => ({
              id: page.itemId,
              name: page.itemId,
              page,
              symbolSize: 6 + 18 * Math.sqrt(weight(page) / most),
              itemStyle: { color: tone(page.bounceRate), borderColor: colour("surface"), borderWidth: 1.5 },
            })),
            links: shown.flatMap((page) =>
              page.transitions
                .filter(({ itemId, probability }) => ids.has(itemId) && probability > 0.03)
                .slice(0, 4)
                .map(({ itemId, probability }) => ({
                  source: page.itemId,
                  target: itemId,
                  tie: probability,
                  probability,
                  lineStyle: {
                    width: 0.6 + 6 * probability,
                    opacity: 0.22 + 0.5 * probability,
                    color: calm,
                    curveness: 0.2,
                  },
                })),
            ),
            nameOf,
            width,
            height: Math.min(HEIGHT, width),
          }),
        ],
      };
    },
  });
  drawing.on("click", ({ dataType, data }) => {
    if (dataType === "node") location.hash = `#/shop/item/${encodeURIComponent(data.id)}`;
  });
  const columns = [
    { name: "Page", of: (page) => itemLink(page.itemId), sort: (page) => nameOf(page.itemId) },
    { name: "Visits", className: "number", of: (page) => count(page.visits), sort: (page) => page.visits },
    {
      name: "Begin here",
      className: "number",
      of: (page) => count(page.entries),
      sort: (page) => page.entries,
    },
    {
      name: "Bounce rate",
      of: (page) => bar(page.bounceRate, percent(page.bounceRate), "bad"),
      sort: (page) => page.bounceRate,
      title: "Visits of one click among those that began here",
    },
    {
      name: "Exit rate",
      of: (page) => bar(page.exitRate, percent(page.exitRate), "bad"),
      sort: (page) => page.exitRate,
      title: "Visits that ended here",
    },
    {
      name: "PageRank",
      className: "number",
      of: (page) => (page.pageRank === undefined ? "–" : figure(page.pageRank)),
      sort: (page) => page.pageRank ?? 0,
    },
    {
      name: "Mostly on to",
      of: (page) => (page.transitions[0] === undefined ? "–" : itemLink(page.transitions[0].itemId)),
    },
  ];
  const list = table(columns, { label: "Pages", sortBy: "Visits" });
  const ask = card.load(
    async () => {
      const answer = await get("/v1/pages", { limit: PAGES }, signal);
      await learnNames(
        answer.pages.flatMap((page) => [page.itemId, ...page.transitions.map(({ itemId }) => itemId)]),
        signal,
      );
      return answer;
    },
    (answer) => {
      ({ pages } = answer);
      if (card.body.childElementCount === 0) fill(card.body, drawing.element, list.element);
      drawing.describe(
        `The most visited pages: ${pages
          .slice(0, 5)
          .map((page) => `${nameOf(page.itemId)} with ${plural(page.visits, "visit")}`)
          .join(", ")}`,
      );
      drawing.update();
      list.show(pages);
    },
  );
  fill(card.body, drawing.element, list.element);
  void ask();
  return card.element;
};
