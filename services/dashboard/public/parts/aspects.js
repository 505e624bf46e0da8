/** Aspects of a text or an item. */

import { h } from "../lib/dom.js";
import { percent } from "../lib/format.js";
import { badge, empty } from "./panel.js";

/** How a label is coloured. */
export const kinds = { positive: "good", negative: "bad", neutral: "warn" };

/** An aspect by whatever its model says of it: its name, and how it is spoken of. */
const aspectOf = (aspect) => {
  if (typeof aspect === "string") return badge(aspect);
  const name = aspect.aspect ?? aspect.term ?? aspect.name ?? "";
  const score = aspect.score ?? aspect.mean ?? aspect.sentiment;
  const label =
    aspect.label ??
    (typeof score === "number"
      ? score > 0.6
        ? "positive"
        : score < 0.4
          ? "negative"
          : "neutral"
      : undefined);
  const share = typeof score === "number" ? ` ${percent(score)}` : "";
  const times = aspect.mentions > 1 ? ` × ${aspect.mentions}` : "";
  const shown = badge(`${name}${times}${share}`, kinds[label] ?? "");
  if (aspect.example) shown.title = aspect.example;
  return shown;
};

/** The list of aspects of a text or an item. */
export const aspectList = (aspects) =>
  aspects.length === 0
    ? empty("No aspect stands out.")
    : h(
        "ul",
        { class: "chips" },
        aspects.slice(0, 30).map((aspect) => h("li", {}, aspectOf(aspect))),
      );
