import { get } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { count, figure, when } from "../lib/format.js";
import { field } from "../parts/fields.js";
import { empty, facts, panel } from "../parts/panel.js";
import { table } from "../parts/table.js";
import { oneSeries } from "./one-series.js";

export const series = {
  id: "series",
  name: "Series",
  title: "Series",
  lead: "Every series with its forecast, how sure it is, and what was out of the ordinary.",
  mount(root, { parts, signal }) {
    const holder = h("div", { class: "stack two-thirds" });
    const card = panel({ title: "All series", signal, className: "third" });
    let chosen = parts[0];
    let all = [];
    let leave = () => {};
    const open = (seriesId) => {
      leave();
      chosen = seriesId;
      const controller = new AbortController();
      leave = () => controller.abort();
      fill(
        holder,
        oneSeries(seriesId, controller.signal, () => void ask()),
      );
      list.show(matching(), chosen);
      fill(about, aboutOf(all.find((one) => one.seriesId === seriesId)));
    };
    signal.addEventListener("abort", () => leave());
    const about = h("div", {});
    const aboutOf = (one) =>
      one === undefined
        ? ""
        : facts([
            ["Readings", count(one.readings)],
            ["Mean", figure(one.mean)],
            ["Deviation", figure(one.deviation)],
            [
              "Every",
              one.intervalMs >= 3_600_000
                ? `${figure(one.intervalMs / 3_600_000)} h`
                : `${figure(one.intervalMs / 1000)} s`,
            ],
          ]);
    const list = table(
      [
        {
          name: "Series",
          of: (row) =>
            h(
              "button",
              { type: "button", class: "link", on: { click: () => pick(row.seriesId) } },
              row.seriesId,
            ),
          sort: (row) => row.seriesId,
        },
        {
          name: "Last",
          className: "number",
          of: (row) => figure(row.lastValue),
          sort: (row) => row.lastValue,
        },
        {
          name: "At",
          className: "number",
          of: (row) => when(row.lastTime),
          sort: (row) => Date.parse(row.lastTime),
        },
      ],
      {
        label: "All series",
        onRow: (row) => pick(row.seriesId),
        keyOf: (row) => row.seriesId,
        words: "No series has this name.",
      },
    );
    const pick = (seriesId) => {
      history.replaceState(null, "", `#/series/${encodeURIComponent(seriesId)}`);
      open(seriesId);
    };
    const find = h("input", {
      id: "find-series",
      type: "search",
      placeholder: "Part of the id",
      on: { input: () => list.show(matching(), chosen) },
    });
    const matching = () =>
      all.filter(({ seriesId }) => seriesId.toLowerCase().includes(find.value.trim().toLowerCase()));
    const ask = card.load(
      () => get("/v1/series", { limit: 1_000 }, signal),
      (answer) => {
        all = answer.series;
        if (!card.body.contains(list.element)) fill(card.body, field("Find", find), list.element, about);
        fill(about, aboutOf(all.find((one) => one.seriesId === chosen)));
        if (all.length === 0) return fill(holder, panel({ title: "No series yet", signal }).element);
        list.show(matching(), chosen);
        if (holder.childElementCount === 0) open(chosen ?? all[0].seriesId);
        return undefined;
      },
    );
    root.append(h("div", { class: "grid" }, holder, card.element));
    void ask().then(
      (answer) => answer === undefined && holder.childElementCount === 0 && fill(holder, empty("")),
    );
  },
};
