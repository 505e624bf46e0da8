/** Charts by Apache ECharts in the colours of the page, drawn anew when those change. */

import * as echarts from "/dashboard/vendor/echarts.mjs";
import { h } from "../lib/dom.js";
import { colour, onTheme, typeface } from "../lib/theme.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** What all charts have in common: fonts, quiet axes, and hints drawn on the canvas (the page allows no inline style). */
const common = () => ({
  animation: false,
  textStyle: { fontFamily: typeface(), color: colour("ink-2"), fontSize: 12 },
  backgroundColor: "transparent",
  aria: { enabled: false },
});

/** How a hint looks. */
export const hint = (more = {}) => ({
  renderMode: "richText",
  confine: true,
  backgroundColor: colour("surface"),
  borderColor: colour("line-strong"),
  borderWidth: 1,
  padding: [8, 10],
  textStyle: { color: colour("ink"), fontSize: 12, fontFamily: typeface() },
  ...more,
});

/** An axis that says no more than it must. */
export const axis = (more = {}) => ({
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: colour("line") } },
  axisLabel: { color: colour("ink-3"), fontSize: 11, hideOverlap: true },
  splitNumber: 4,
  ...more,
});

/** A quiet legend at the top; the grid begins below it, however many rows it takes. */
export const legend = (more = {}) => ({
  top: 0,
  left: 0,
  icon: "roundRect",
  itemWidth: 12,
  itemHeight: 4,
  itemGap: 16,
  textStyle: { color: colour("ink-2"), fontSize: 12 },
  inactiveColor: colour("ink-4"),
  ...more,
});

const LEGEND_ROW_PX = 24;
const GRID_GAP_PX = 12;
const LEGEND_MARK_PX = 12 + 5 + 16;
const measure = document.createElement("canvas").getContext("2d");

/** How high a legend of these names is on a canvas of this width, px. */
const legendHeight = (names, width) => {
  measure.font = `12px ${typeface()}`;
  let [rows, at] = [1, 0];
  for (const name of names) {
    const wide = measure.measureText(name).width + LEGEND_MARK_PX;
    if (at > 0 && at + wide > width) [rows, at] = [rows + 1, 0];
    at += wide;
  }
  return rows * LEGEND_ROW_PX;
};

const belowLegend = ({ grid, legend: names, series }, width) =>
  grid === undefined || names === undefined
    ? grid
    : { ...grid, top: GRID_GAP_PX + legendHeight(names.data ?? series.map(({ name }) => name), width) };

/**
 * Makes a chart. @param options.label what it shows, for who cannot see it. @param options.draw returns ECharts' options
 * with the colours of now for a width in pixels, or undefined while there is nothing to draw.
 * @returns the element, `update()` after the data changed, and `on(event, listener)`.
 */
export const chart = ({
  label,
  height = 240,
  draw,
  signal,
  className = "",
  words = "Nothing to draw yet.",
}) => {
  const canvas = h("div", {
    class: "canvas",
    role: "img",
    "aria-label": label,
    style: { height: `${height}px` },
  });
  const blank = h("p", { class: "empty over" }, words);
  // Until there is something to draw it takes no more room than its words.
  const element = h("div", { class: `chart blank ${className}` }, canvas, blank);
  const listeners = [];
  let instance;
  let waiting = false;

  const paint = () => {
    waiting = false;
    if (signal.aborted || canvas.clientWidth === 0) return;
    const option = draw(canvas.clientWidth);
    blank.hidden = option !== undefined;
    element.classList.toggle("blank", option === undefined);
    if (option === undefined) {
      instance?.clear();
      return;
    }
    instance?.resize();
    if (instance === undefined) {
      instance = echarts.init(canvas, null, { renderer: "canvas" });
      for (const [event, listener] of listeners) instance.on(event, listener);
    }
    instance.setOption(
      {
        ...common(),
        ...option,
        grid: belowLegend(option, canvas.clientWidth),
        animation: option.animation === true && !calm.matches,
      },
      { notMerge: option.keep !== true, lazyUpdate: false },
    );
  };
  const update = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(paint);
  };
  const sizes = new ResizeObserver(() => {
    instance?.resize();
    update();
  });
  sizes.observe(canvas);
  const leave = onTheme(update);
  signal.addEventListener("abort", () => {
    leave();
    sizes.disconnect();
    instance?.dispose();
  });
  return {
    element,
    update,
    on(event, listener) {
      listeners.push([event, listener]);
      instance?.on(event, listener);
    },
    describe: (text) => canvas.setAttribute("aria-label", text),
    act: (action) => instance?.dispatchAction(action),
  };
};
