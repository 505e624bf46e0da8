import { get, post, segment } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { figure, percent, plural } from "../lib/format.js";
import { buy, me, onMe, toggleInBasket } from "../lib/me.js";
import { itemLink, learnNames, nameOf } from "../lib/names.js";
import { bar, empty, panel } from "../parts/panel.js";

/** The basket and what goes with it. */
export const basketPanel = (signal, act) => {
  const card = panel({ title: "Basket", hint: "Bought as one event of the stream baskets.", signal });
  const held = h("div", {});
  const goes = h("div", {});
  const ask = card.load(
    async (after) => {
      if (me.basket.length === 0) return undefined;
      const answer = await post("/v1/rules/query", { items: me.basket, limit: 8 }, signal, { after });
      await learnNames([...me.basket, ...answer.rules.flatMap((rule) => rule.then)], signal);
      return answer;
    },
    (answer) => {
      const out = (id) =>
        h(
          "button",
          {
            type: "button",
            class: "quiet",
            "aria-label": `Take ${nameOf(id)} out`,
            on: { click: () => toggleInBasket(id) },
          },
          "×",
        );
      fill(
        held,
        me.basket.length === 0
          ? empty("It is empty.")
          : h(
              "ul",
              { class: "lines" },
              me.basket.map((id) => h("li", {}, itemLink(id), out(id))),
            ),
        me.basket.length === 0
          ? undefined
          : h(
              "button",
              { type: "button", class: "primary", on: { click: () => act("Bought", buy) } },
              `Buy ${plural(me.basket.length, "item")}`,
            ),
      );
      const rules = answer?.rules ?? [];
      fill(
        goes,
        answer === undefined ? "" : h("h3", {}, "Goes with it"),
        answer === undefined
          ? ""
          : rules.length === 0
            ? empty("No rule leads out of this basket.")
            : h(
                "ul",
                { class: "lines" },
                rules.map((rule) =>
                  h(
                    "li",
                    {},
                    itemLink(rule.then[0]),
                    h("span", { class: "hint" }, `${percent(rule.confidence)} · lift ${figure(rule.lift)}`),
                  ),
                ),
              ),
      );
      if (card.body.childElementCount === 0) card.body.append(held, goes);
    },
  );
  onMe((what) => what === "basket" && void ask(), signal);
  void ask();
  return { element: card.element, ask };
};

/** Where the session goes next. */
export const onwardsPanel = (signal) => {
  const card = panel({ title: "Next in this visit", hint: "By the clicks of this visit so far.", signal });
  const ask = card.load(
    async (after) => {
      if (me.clicked.length === 0) return undefined;
      const answer = await get(`/v1/sessions/${segment(me.sessionId)}/next`, { limit: 8, after }, signal);
      await learnNames(
        answer.items.map(({ itemId }) => itemId),
        signal,
      );
      return answer;
    },
    (answer) =>
      fill(
        card.body,
        answer === undefined
          ? empty("Click something first.")
          : [
              h(
                "ol",
                { class: "bars" },
                answer.items.map(({ itemId, score }) =>
                  h("li", {}, itemLink(itemId), bar(score, percent(score))),
                ),
              ),
              h(
                "p",
                { class: "hint" },
                `Leaves now: ${percent(answer.exitProbability)}${answer.state === undefined || answer.state === null ? "" : ` · state ${answer.state}`}`,
              ),
            ],
      ),
  );
  void ask();
  return { element: card.element, ask };
};
