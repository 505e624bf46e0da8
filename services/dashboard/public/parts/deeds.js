/** What can be done with an item: rate it, put it into the basket, click it. */

import { h } from "../lib/dom.js";
import { click, me, rate, toggleInBasket } from "../lib/me.js";
import { nameOf } from "../lib/names.js";

/** Five stars to rate with. */
const stars = (itemId, act) =>
  h(
    "span",
    { class: "stars", role: "group", "aria-label": `Rate ${nameOf(itemId)}` },
    [1, 2, 3, 4, 5].map((n) =>
      h(
        "button",
        {
          type: "button",
          class: "star",
          "aria-label": `${n} of 5`,
          title: `Rate it ${n} of 5`,
          on: { click: () => act(`Rated ${n} of 5`, () => rate(itemId, n)) },
        },
        "★",
      ),
    ),
  );

/** What can be done with an item. */
export const deeds = (itemId, act) => {
  const inBasket = me.basket.includes(itemId);
  return h(
    "div",
    { class: "deeds" },
    stars(itemId, act),
    h(
      "button",
      { type: "button", "aria-pressed": String(inBasket), on: { click: () => toggleInBasket(itemId) } },
      inBasket ? "In the basket" : "Into the basket",
    ),
    h("button", { type: "button", on: { click: () => act("Clicked", () => click(itemId)) } }, "Click"),
  );
};
