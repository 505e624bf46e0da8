import { get } from "../lib/api.js";
import { debounced, fill, h } from "../lib/dom.js";
import { count, percent, plural } from "../lib/format.js";
import { noteItem } from "../lib/names.js";
import { colour, palette } from "../lib/theme.js";
import { chart, hint, legend } from "../parts/chart.js";
import { field, segmented, select } from "../parts/fields.js";
import { panel } from "../parts/panel.js";
import { table } from "../parts/table.js";

const CATEGORIES = 9;
const AGAIN_MS = 700;

export const itemMap = {
  id: "map",
  name: "Map",
  title: "A map of taste",
  lead: "Items (or people) laid out by the vectors that were learned of them: what the same people like lies close together.",
  mount(root, { signal }) {
    const query = { of: "items", method: "pca", limit: 2_000 };
    let answer;
    let search = "";
    let again;
    const card = panel({ title: "The plane", signal });
    const summary = h("p", { class: "hint", "aria-live": "polite" });

    const groups = () => {
      const counts = new Map();
      for (const { category } of answer.points)
        if (category !== undefined) counts.set(category, (counts.get(category) ?? 0) + 1);
      const named = [...counts]
        .sort((a, b) => b[1] - a[1])
        .slice(0, CATEGORIES)
        .map(([category]) => category);
      const of = ({ category }) =>
        named.includes(category) ? category : query.of === "items" && named.length > 0 ? "other" : query.of;
      return {
        of,
        names: [...named, ...(query.of === "items" && named.length > 0 ? ["other"] : [query.of])],
      };
    };
    const nameOf = (point) => point.title ?? point.id;
    const matches = (point) =>
      search !== "" && (point.id === search || nameOf(point).toLowerCase().includes(search));
    const plane = chart({
      label: "A map of items",
      height: Math.max(380, Math.min(680, innerHeight - 320)),
      signal,
      words: "No item has been rated yet.",
      draw: () => {
        if (answer === undefined || answer.points.length === 0) return undefined;
        const { of, names } = groups();
        const colours = palette();
        const size = answer.points.length > 4_000 ? 3.5 : answer.points.length > 800 ? 5 : 8;
        const dots = (points) => points.map((point) => ({ value: [point.x, point.y], point }));
        const found = answer.points.filter(matches);
        const series = names.map((name, i) => ({
          name,
          type: "scatter",
          data: dots(answer.points.filter((point) => of(point) === name)),
          symbolSize: size,
          color: name === "other" ? colour("ink-4") : colours[i % colours.length],
          itemStyle: { opacity: search === "" ? 0.72 : 0.16 },
          emphasis: { itemStyle: { opacity: 1 } },
        }));
        if (found.length > 0)
          series.push({
            name: "found",
            type: "scatter",
            data: dots(found),
            symbolSize: size + 6,
            color: colour("accent"),
            z: 10,
            itemStyle: { borderColor: colour("surface"), borderWidth: 1.5 },
            label: {
              show: found.length <= 25,
              position: "right",
              formatter: ({ data }) => nameOf(data.point),
              color: colour("ink"),
              fontSize: 11,
            },
            labelLayout: { hideOverlap: true },
          });
        return {
          grid: { left: 6, right: 6, top: names.length > 1 ? 58 : 10, bottom: 6 },
          legend:
            names.length > 1
              ? legend({ type: "plain", icon: "circle", itemHeight: 9, itemWidth: 9, data: names })
              : { show: false },
          tooltip: hint({
            formatter: ({ data: { point } }) =>
              `${nameOf(point)}\n${[point.category, plural(point.ratings, "rating"), point.title === undefined ? "" : point.id].filter(Boolean).join("  ·  ")}`,
          }),
          dataZoom: [
            { type: "inside", xAxisIndex: 0, filterMode: "none" },
            { type: "inside", yAxisIndex: 0, filterMode: "none" },
          ],
          xAxis: { type: "value", scale: true, show: false },
          yAxis: { type: "value", scale: true, show: false },
          series,
        };
      },
    });
    plane.on("click", ({ data }) => {
      if (data?.point !== undefined)
        location.hash = `#/shop/${query.of === "items" ? "item" : "user"}/${encodeURIComponent(data.point.id)}`;
    });
    const list = table(
      [
        {
          name: "Name",
          of: (point) =>
            h(
              "a",
              {
                class: "item",
                href: `#/shop/${query.of === "items" ? "item" : "user"}/${encodeURIComponent(point.id)}`,
              },
              nameOf(point),
            ),
          sort: nameOf,
        },
        { name: "Category", of: (point) => point.category ?? "", sort: (point) => point.category ?? "" },
        {
          name: "Ratings",
          className: "number",
          of: (point) => count(point.ratings),
          sort: (point) => point.ratings,
        },
      ],
      { label: "What is on the map", sortBy: "Ratings" },
    );
    const asList = h(
      "details",
      { class: "as-list", on: { toggle: () => drawList() } },
      h("summary", {}, "The same as a list"),
      list.element,
    );
    const drawList = () => {
      if (asList.open && answer !== undefined)
        list.show(search === "" ? answer.points : answer.points.filter(matches));
    };

    const ask = card.load(
      () => get("/v1/map", query, signal),
      (next) => {
        answer = next;
        if (query.of === "items")
          for (const { id, title, category } of next.points) noteItem(id, title, category);
        if (card.body.childElementCount === 0) fill(card.body, summary, plane.element, asList);
        const share =
          next.share === null
            ? ""
            : ` The two axes hold ${percent(next.share[0] + next.share[1])} of what differs.`;
        const moving = next.done ? "" : ` Still moving: ${next.rung}.`;
        fill(
          summary,
          `${plural(next.points.length, query.of === "items" ? "item" : "person", query.of === "items" ? undefined : "people")}, those with most ratings first.${share}${moving}`,
        );
        plane.describe(
          `${plural(next.points.length, "point")} laid out by ${query.method}; the list below holds the same`,
        );
        plane.update();
        drawList();
        clearTimeout(again);
        if (!next.done) again = setTimeout(() => void ask(), AGAIN_MS);
      },
    );
    signal.addEventListener("abort", () => clearTimeout(again));
    fill(card.body, summary, plane.element, asList);
    const change = (name) => (value) => {
      query[name] = name === "limit" ? Number(value) : value;
      void ask();
    };
    const highlight = (text) => {
      search = text;
      plane.update();
      drawList();
    };
    const find = h("input", {
      id: "find",
      type: "search",
      placeholder: "Part of a title, or an id",
      on: {
        input: debounced(150, () => highlight(find.value.trim().toLowerCase())),
      },
    });
    root.append(
      h(
        "div",
        { class: "panel row" },
        h(
          "div",
          {},
          h("span", { class: "label" }, "Of"),
          segmented(
            "Of what",
            [
              ["items", "Items"],
              ["users", "People"],
            ],
            query.of,
            change("of"),
          ),
        ),
        h(
          "div",
          {},
          h("span", { class: "label" }, "Laid out by"),
          segmented(
            "Laid out by",
            [
              ["pca", "PCA"],
              ["tsne", "t-SNE"],
            ],
            query.method,
            change("method"),
          ),
        ),
        field(
          "How many",
          select(
            [
              [500, "500"],
              [2_000, "2,000"],
              [10_000, "10,000"],
            ],
            2_000,
            change("limit"),
          ),
          "narrow",
        ),
        h("div", { class: "field" }, h("label", { for: "find" }, "Find"), find),
      ),
      card.element,
    );
    void ask();
  },
};
