import { get, needs, publish, segment, wordsOf } from "../lib/api.js";
import { debounced, fill, h } from "../lib/dom.js";
import { figure, percent, stamp, wholePercent } from "../lib/format.js";
import { follow } from "../lib/live.js";
import { chart } from "../parts/chart.js";
import { slider } from "../parts/fields.js";
import { badge, panel } from "../parts/panel.js";
import { table } from "../parts/table.js";
import { drawSeries } from "./series-chart.js";

const HISTORY = 240;

/**
 * One series: its chart, its rungs, its alarms, and a reading to be sent. Returns the cards. @param onNews is called after a
 * reading came.
 */
export const oneSeries = (seriesId, signal, onNews) => {
  const asked = { horizon: 24, level: 0.9 };
  const state = { history: [], forecast: undefined, alarms: [], hidden: new Set() };
  const card = panel({
    title: seriesId,
    hint: "What was read, what had been expected for it, and what is expected next.",
    signal,
  });
  const drawing = chart({
    label: `Readings and forecast of ${seriesId}`,
    height: 380,
    signal,
    words: "No reading is known.",
    draw: () => drawSeries(state),
  });
  const rungs = h("div", { class: "chips", role: "group", "aria-label": "Rungs to compare" });
  const next = table(
    [
      { name: "Time", of: ({ time }) => stamp(time) },
      { name: "Forecast", className: "number", of: ({ value }) => h("strong", {}, figure(value)) },
      {
        name: "Between",
        className: "number",
        of: ({ lower, upper }) => `${figure(lower)} – ${figure(upper)}`,
      },
    ],
    { label: "The forecast in figures" },
  );
  const alarms = panel({
    title: "Alarms",
    hint: "Spikes, shifts, noise, sensors that are stuck or silent.",
    signal,
    className: "half",
  });
  const update = () => {
    fill(
      rungs,
      Object.keys(state.forecast?.rungs ?? {}).map((rung) => {
        const isBest = rung === state.forecast.model;
        const toggle = () => {
          if (!state.hidden.delete(rung)) state.hidden.add(rung);
          update();
        };
        return h(
          "button",
          {
            type: "button",
            "aria-pressed": String(!state.hidden.has(rung)),
            disabled: isBest,
            on: { click: toggle },
          },
          rung,
          isBest ? " ★" : "",
        );
      }),
    );
    const first = state.forecast?.points[0];
    drawing.describe(
      `Readings and forecast of ${seriesId}${first === undefined ? "" : `: next ${figure(first.value)}, between ${figure(first.lower)} and ${figure(first.upper)}`}`,
    );
    drawing.update();
    next.show(state.forecast?.points ?? []);
  };
  const askHistory = (after) =>
    get(`/v1/series/${segment(seriesId)}/history`, { limit: HISTORY, after }, signal).then(
      ({ points }) => {
        state.history = points;
      },
      () => {},
    );
  const ask = card.load(
    async (after) => {
      const [forecast] = await Promise.all([
        get(`/v1/series/${segment(seriesId)}/forecast`, { ...asked, after }, signal),
        askHistory(after),
      ]);
      return forecast;
    },
    (answer) => {
      state.forecast = answer;
      if (card.body.childElementCount === 0) fill(card.body, whole);
      if (answer.points.length === 0) card.say("There are too few readings for a forecast.");
      update();
    },
  );
  const alarmed = table(
    [
      { name: "Time", of: ({ time }) => stamp(time), sort: ({ time }) => Date.parse(time) },
      {
        name: "Value",
        className: "number",
        of: ({ value }) => h("strong", {}, figure(value)),
        sort: ({ value }) => value,
      },
      {
        name: "Expected",
        className: "number",
        of: ({ expected }) => figure(expected),
        sort: ({ expected }) => expected,
      },
      { name: "Score", className: "number", of: ({ score }) => figure(score), sort: ({ score }) => score },
      { name: "Kind", of: ({ kind }) => kind ?? "", sort: ({ kind }) => kind ?? "" },
      {
        name: "Level",
        of: ({ level }) =>
          typeof level === "number" ? percent(level) : badge(level ?? "", level === "alarm" ? "bad" : "warn"),
      },
    ],
    { label: "Alarms", sortBy: "Time", words: "None: everything was as expected." },
  );
  const askAlarms = alarms.load(
    async () => {
      await needs("/v1/series/{seriesId}/anomalies");
      return get(`/v1/series/${segment(seriesId)}/anomalies`, undefined, signal);
    },
    (answer) => {
      state.alarms = Array.isArray(answer) ? answer : (answer.anomalies ?? []);
      fill(alarms.body, alarmed.element);
      alarmed.show(state.alarms);
      drawing.update();
    },
  );
  const change = (more) => {
    Object.assign(asked, more);
    void ask();
  };
  const horizon = slider({
    min: 1,
    max: 96,
    step: 1,
    value: asked.horizon,
    toText: (n) => (n === 1 ? "1 step" : `${n} steps`),
    onChange: (horizon) => change({ horizon }),
  });
  const level = slider({
    min: 0.55,
    max: 0.99,
    step: 0.01,
    value: asked.level,
    toText: wholePercent,
    onChange: (level) => change({ level }),
  });
  horizon.input.id = "horizon";
  level.input.id = "level";
  const value = h("input", {
    id: "reading",
    type: "number",
    step: "any",
    placeholder: "value now",
    required: true,
  });
  const told = h("span", { class: "told", role: "status" });
  const sendReading = async (event) => {
    event.preventDefault();
    const began = performance.now();
    try {
      const after = await publish("readings", { time: Date.now(), seriesId, value: Number(value.value) });
      await ask(after);
      onNews();
      fill(told, `In the answers after ${Math.round(performance.now() - began)} ms.`);
    } catch (error) {
      fill(told, wordsOf(error) ?? "");
    }
  };
  const send = h(
    "form",
    { class: "inline", on: { submit: sendReading } },
    h("label", { for: "reading" }, "Send a reading"),
    value,
    h("button", { type: "submit" }, "Publish"),
    told,
  );
  const whole = [
    h(
      "div",
      { class: "fields" },
      h("div", { class: "field" }, h("label", { for: "horizon" }, "Forecast ahead"), horizon.element),
      h(
        "div",
        { class: "field" },
        h("label", { for: "level" }, "Share of values in the interval"),
        level.element,
      ),
    ),
    drawing.element,
    h("div", { class: "row" }, h("span", { class: "label" }, "Rungs"), rungs),
    h("details", {}, h("summary", {}, "The forecast in figures"), next.element),
    send,
  ];
  fill(card.body, whole);
  void ask();
  void askAlarms();
  // A live answer is told at the default horizon: where another was chosen it is only the sign to ask again.
  const again = debounced(300, () => {
    void ask();
    onNews();
  });
  void follow({ stream: "readings", key: seriesId }, signal, () => again());
  return [card.element, alarms.element];
};
