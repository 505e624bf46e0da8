import { figure, stamp, timeLabel } from "../lib/format.js";
import { colour, palette } from "../lib/theme.js";
import { axis, hint, legend } from "../parts/chart.js";

const ms = (at) => Date.parse(at);

/** The chart of one series: what was, what was expected, what is to come. */
export const drawSeries = ({ history, forecast, alarms, hidden }) => {
  const points = forecast?.points ?? [];
  if (history.length === 0 && points.length === 0) return undefined;
  // The second of the palette is too near the colour of the forecast itself.
  const tones = palette().filter((_, i) => i !== 1);
  const last = history.at(-1);
  const from = last === undefined ? [] : [[ms(last.time), last.value]];
  const rungs = Object.entries(forecast?.rungs ?? {}).filter(
    ([rung]) => rung !== forecast.model && !hidden.has(rung),
  );
  const line = (name, data, tone, more = {}) => ({
    name,
    type: "line",
    data,
    color: tone,
    showSymbol: data.length < 3,
    symbolSize: 4,
    lineStyle: { width: 1.6 },
    ...more,
  });
  return {
    grid: { left: 8, right: 16, bottom: 34, containLabel: true },
    legend: legend({
      data: ["readings", "expected then", "forecast", ...rungs.map(([rung]) => rung), "alarms"],
    }),
    tooltip: hint({
      trigger: "axis",
      formatter: (all) => {
        const shown = all.filter(({ seriesName }) => !["lower", "interval"].includes(seriesName));
        const lines = shown.map(({ seriesName, value }) => `${seriesName}   ${figure(value[1])}`);
        const point = points.find(({ time }) => ms(time) === all[0].value[0]);
        return [
          stamp(all[0].value[0]),
          ...lines,
          ...(point === undefined ? [] : [`between   ${figure(point.lower)} and ${figure(point.upper)}`]),
        ].join("\n");
      },
    }),
    dataZoom: [{ type: "inside", filterMode: "none" }],
    xAxis: axis({
      type: "time",
      splitLine: { show: false },
      axisLabel: { color: colour("ink-3"), fontSize: 11, hideOverlap: true, formatter: timeLabel },
    }),
    yAxis: axis({
      type: "value",
      scale: true,
      axisLabel: { color: colour("ink-3"), fontSize: 11, formatter: figure },
    }),
    series: [
      line("lower", [...from, ...points.map((p) => [ms(p.time), p.lower])], "transparent", {
        stack: "interval",
        lineStyle: { width: 0 },
        showSymbol: false,
        stackStrategy: "all",
        silent: true,
      }),
      line(
        "interval",
        [...from.map(([at]) => [at, 0]), ...points.map((p) => [ms(p.time), p.upper - p.lower])],
        colour("readings"),
        {
          stack: "interval",
          stackStrategy: "all",
          lineStyle: { width: 0 },
          areaStyle: { color: colour("readings"), opacity: 0.16 },
          showSymbol: false,
          silent: true,
        },
      ),
      line(
        "readings",
        history.map((p) => [ms(p.time), p.value]),
        colour("ink-2"),
        { lineStyle: { width: 1.7 } },
      ),
      line(
        "expected then",
        history.filter((p) => p.predicted !== null).map((p) => [ms(p.time), p.predicted]),
        colour("ink-4"),
        { lineStyle: { width: 1.2, type: [3, 3] }, showSymbol: false },
      ),
      line("forecast", [...from, ...points.map((p) => [ms(p.time), p.value])], colour("readings"), {
        lineStyle: { width: 2.6 },
        z: 6,
      }),
      ...rungs.map(([rung, values], i) =>
        line(
          rung,
          [
            ...from,
            ...values.map((value, at) => [ms(points[at]?.time ?? 0), value]).filter(([at]) => at > 0),
          ],
          tones[i % tones.length],
          { lineStyle: { width: 1.2, type: "dashed" }, showSymbol: false },
        ),
      ),
      {
        name: "alarms",
        type: "scatter",
        data: alarms
          .filter(({ time }) => history[0] === undefined || ms(time) >= ms(history[0].time))
          .map((alarm) => [ms(alarm.time), alarm.value ?? alarm.expected]),
        color: colour("bad"),
        symbol: "triangle",
        symbolSize: 10,
        z: 8,
      },
    ],
  };
};
