import { get, wordsOf } from "../lib/api.js";
import { every, fill, h } from "../lib/dom.js";
import { bytes, count, figure, greaterIsBetter, scoreText, stamp, time } from "../lib/format.js";
import { ladderWords, metricWords } from "../lib/ladders.js";
import { colour, palette } from "../lib/theme.js";
import { axis, chart, hint, legend } from "../parts/chart.js";
import { segmented } from "../parts/fields.js";
import { badge, panel } from "../parts/panel.js";
import { table } from "../parts/table.js";

const LOOK_MS = 3_000;
const POINTS_MAX = 1_200;

/** Figures over time by ladder, metric and model, kept while the page is open. */
const seen = new Map();
const note = (stream, metric, model, at, value) => {
  const name = `${stream}\n${metric}\n${model}`;
  const points = seen.get(name) ?? [];
  seen.set(name, points);
  const last = points.at(-1);
  if (last !== undefined && at <= last[0]) return;
  points.push([at, value]);
  if (points.length > POINTS_MAX) points.splice(0, points.length - POINTS_MAX);
};

/** Of several partitions' figures the mean of the newest, at each time that one of them speaks. */
const noteHistory = (points) => {
  const newest = new Map();
  for (const { time: at, stream, partition, model, metrics } of points) {
    for (const [metric, value] of Object.entries(metrics)) {
      if (metric === "events" || value === null) continue;
      const name = `${stream}\n${metric}\n${model}`;
      const parts = newest.get(name) ?? new Map();
      newest.set(name, parts);
      parts.set(partition, value);
      const mean = [...parts.values()].reduce((sum, x) => sum + x, 0) / parts.size;
      note(stream, metric, model, Date.parse(at), mean);
    }
  }
};

const ladder = (stream, signal) => {
  let rows = [];
  let metric;
  const tools = h("div", { class: "actions" });
  const [title, meaning] = ladderWords(stream);
  const card = panel({
    title,
    hint: meaning === "" ? undefined : `${meaning} · ${stream}`,
    className: "half ladder",
    signal,
    actions: [tools],
  });
  const sub = h("p", { class: "hint" });
  const over = chart({
    label: `Recent score of each model of ${title} over time`,
    height: 230,
    signal,
    words: "Figures come with the next events.",
    draw: () => {
      const colours = palette();
      const lines = rows
        .map((row, i) => ({
          row,
          colour: colours[i % colours.length],
          points: seen.get(`${stream}\n${metric}\n${row.model}`) ?? [],
        }))
        .filter(({ points }) => points.length > 0);
      if (lines.length === 0) return undefined;
      const times = lines.flatMap(({ points }) => [points[0][0], points.at(-1)[0]]);
      const [first, last] = [Math.min(...times), Math.max(...times)];
      // A single moment would be given a whole day.
      const span = first === last ? { min: first - 30_000, max: last + 30_000 } : {};
      return {
        grid: { left: 8, right: 92, bottom: 4, containLabel: true },
        legend: legend(),
        tooltip: hint({ trigger: "axis", valueFormatter: (value) => scoreText(metric, value) }),
        xAxis: axis({
          type: "time",
          ...span,
          splitLine: { show: false },
          axisLabel: { color: colour("ink-3"), fontSize: 11, hideOverlap: true, formatter: (at) => time(at) },
        }),
        yAxis: axis({
          type: "value",
          scale: true,
          axisLabel: { color: colour("ink-3"), fontSize: 11, formatter: figure },
        }),
        series: lines.map(({ row, colour: tone, points }) => ({
          name: row.model,
          type: "line",
          data: points,
          color: tone,
          showSymbol: points.length < 2,
          symbol: "circle",
          lineStyle: { width: row.champion ? 3 : 1.4, opacity: row.champion ? 1 : 0.8 },
          z: row.champion ? 5 : 2,
          endLabel: {
            show: true,
            formatter: row.champion ? `★ ${row.model}` : row.model,
            color: tone,
            fontWeight: row.champion ? 700 : 400,
            fontSize: 11,
            distance: 6,
          },
          labelLayout: { moveOverlap: "shiftY" },
        })),
      };
    },
  });
  const list = table(
    [
      {
        name: "Rung",
        of: (row) => h("span", {}, row.model, " ", row.champion ? badge("★ champion", "accent") : ""),
      },
      {
        name: "Recent",
        className: "number",
        of: (row) => scoreText(metric, row.recent[metric]),
        title: "Over the last events",
      },
      {
        name: "Of all",
        className: "number",
        of: (row) => scoreText(metric, row.metrics[metric]),
        title: "Since the beginning",
      },
      { name: "Events", className: "number", of: (row) => count(row.events) },
      {
        name: "Since",
        className: "number",
        of: (row) => (row.since === null ? "" : stamp(row.since)),
        title: "Event time of the last change at the top",
      },
    ],
    { label: `Models of ${title}` },
  );
  fill(card.body, sub, over.element, list.element);

  const draw = () => {
    const metrics = [
      ...new Set(rows.flatMap((row) => [...Object.keys(row.metrics), ...Object.keys(row.recent)])),
    ].filter((name) => name !== "events");
    if (!metrics.includes(metric)) metric = metrics[0];
    if (tools.dataset.of !== metrics.join()) {
      tools.dataset.of = metrics.join();
      const choose = (name) => {
        metric = name;
        draw();
      };
      fill(
        tools,
        metrics.length > 1
          ? segmented(
              `Figure of ${title}`,
              metrics.map((name) => [name, metricWords(name)[0]]),
              metric,
              choose,
            )
          : "",
      );
    }
    const direction =
      metric === undefined
        ? ""
        : `${metricWords(metric).join(": ")}; ${greaterIsBetter(metric) ? "greater" : "smaller"} is better`;
    fill(
      sub,
      [direction, rows[0] ? `${bytes(rows[0].stateBytes)} of state` : ""].filter(Boolean).join(" · "),
    );
    const champion = rows.find((row) => row.champion);
    over.describe(
      `${metric === undefined ? "Score" : metricWords(metric)[0]} of each model of ${title} over time; ${champion?.model ?? "none"} is the champion at ${figure(champion?.recent[metric])}`,
    );
    over.update();
    list.show(rows);
  };
  return {
    element: card.element,
    show(next) {
      rows = next;
      draw();
    },
  };
};

export const scoreboard = {
  id: "scoreboard",
  name: "Scoreboard",
  title: "Scoreboard",
  lead: "Every model predicts each event before it learns from it, beside trivial baselines. The best of the ladder answers.",
  mount(root, { signal }) {
    const ladders = new Map();
    const grid = h("div", { class: "grid" });
    const words = h("p", { class: "note", hidden: true });
    root.append(words, grid);
    const show = (models) => {
      for (const stream of new Set(models.map((row) => row.stream))) {
        if (!ladders.has(stream)) {
          const one = ladder(stream, signal);
          ladders.set(stream, one);
          grid.append(one.element);
        }
        ladders.get(stream).show(models.filter((row) => row.stream === stream));
      }
      words.hidden = models.length > 0;
      if (models.length === 0)
        fill(words, "No model has been scored yet. Scores come with the first events.");
    };
    let asked = false;
    every(LOOK_MS, signal, async () => {
      try {
        if (!asked) {
          asked = true;
          await get("/v1/models/history", undefined, signal).then(
            ({ points }) => noteHistory(points),
            () => {},
          );
        }
        const { models, computedAt } = await get("/v1/models", undefined, signal);
        for (const row of models)
          for (const [metric, value] of Object.entries(row.recent))
            if (metric !== "events") note(row.stream, metric, row.model, Date.parse(computedAt), value);
        show(models);
      } catch (error) {
        const text = wordsOf(error);
        if (text === undefined || ladders.size > 0) return;
        words.hidden = false;
        fill(words, text);
      }
    });
  },
};
