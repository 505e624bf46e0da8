/** A small line without axes, drawn as SVG. */

import { setAttribute } from "../lib/dom.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [240, 48];

const make = (tag, attributes) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/** Makes one; `show(values)` draws them, the newest at the right edge, of which there may be `most`. */
export const spark = (most) => {
  const area = make("path", { class: "spark-area" });
  const line = make("path", { class: "spark-line", "vector-effect": "non-scaling-stroke" });
  const element = make("svg", {
    class: "spark",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  element.append(area, line);
  return {
    element,
    show(values) {
      const top = Math.max(1, ...values);
      const x = (i) => (WIDTH * (most - values.length + i)) / (most - 1);
      const y = (value) => HEIGHT - 3 - (value / top) * (HEIGHT - 8);
      const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
      if (points.length < 2) return;
      setAttribute(line, "d", `M${points.join("L")}`);
      setAttribute(area, "d", `M${x(0).toFixed(1)},${HEIGHT}L${points.join("L")}L${WIDTH},${HEIGHT}Z`);
    },
  };
};
