import { get, segment } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { figure, wholePercent } from "../lib/format.js";
import { follow } from "../lib/live.js";
import { me, onMe } from "../lib/me.js";
import { itemLink, noteItem } from "../lib/names.js";
import { deeds } from "../parts/deeds.js";
import { slider } from "../parts/fields.js";
import { badge, bar, empty, panel } from "../parts/panel.js";
import { reason } from "../parts/reasons.js";

const SHOWN = 12;
const CHANGED_MS = 6_000;

/** Recommendations for the person, by the live stream and after each deed, with what moved. */
export const recommendedPanel = (signal, act) => {
  const varied = slider({
    min: 0,
    max: 1,
    step: 0.1,
    value: 0,
    toText: (n) => (n === 0 ? "by score alone" : wholePercent(n)),
    onChange: (n) => {
      diversity = n;
      void ask();
    },
  });
  varied.input.setAttribute("aria-label", "Diversity");
  const card = panel({
    title: "For you",
    hint: "What fits best now, each with the reasons that weigh most in its score.",
    signal,
    actions: [h("span", { class: "hint" }, "Diversity"), varied.element],
  });
  const list = h("ol", { class: "recs" });
  let order;
  let diversity = 0;
  const ask = card.load(
    (after) =>
      get(
        `/v1/users/${segment(me.userId)}/recommendations`,
        { limit: SHOWN, explain: true, diversity: diversity || undefined, after },
        signal,
      ),
    (answer) => show(answer),
  );
  const show = (answer) => {
    const items = answer.items.slice(0, SHOWN);
    for (const { itemId, title } of items) noteItem(itemId, title);
    const before = order;
    Object.assign(me, { answerId: answer.answerId, shown: items.map(({ itemId }) => itemId) });
    order = items.map(({ itemId }) => itemId);
    const moved = (itemId, i) => {
      if (before === undefined) return undefined;
      const was = before.indexOf(itemId);
      if (was < 0) return badge("new", "good moved");
      return was === i
        ? undefined
        : badge(was > i ? `↑ ${was - i}` : `↓ ${i - was}`, was > i ? "good moved" : "moved");
    };
    // Scores of factors are stars of 5; those of the other steps are shares, told beside the best of them.
    const greatest = Math.max(...items.map(({ score }) => score), 1e-9);
    const best = greatest > 1 && greatest < 5.5 ? 5 : greatest;
    if (!card.body.contains(list)) fill(card.body, list);
    fill(
      list,
      items.map(({ itemId, score, why }, i) =>
        h(
          "li",
          { class: "rec" },
          h("div", { class: "rec-head" }, itemLink(itemId), moved(itemId, i)),
          h(
            "div",
            { class: "rec-why" },
            why.length === 0
              ? ""
              : h(
                  "ul",
                  {},
                  why
                    .toSorted((a, b) => b.weight - a.weight)
                    .slice(0, 3)
                    .map((one) => h("li", {}, reason(one))),
                ),
          ),
          bar(score / best, figure(score)),
          deeds(itemId, act),
        ),
      ),
    );
    if (items.length === 0) fill(card.body, empty("Nothing can be recommended yet."));
    card.answeredBy(answer);
    setTimeout(() => {
      for (const mark of list.querySelectorAll(".moved")) mark.remove();
    }, CHANGED_MS);
  };
  void follow({ stream: "ratings", key: me.userId }, signal, ({ data }) => {
    if (data.userId === me.userId && data.items !== undefined && order !== undefined) {
      const same = data.items.slice(0, SHOWN).every(({ itemId }, i) => order[i] === itemId);
      if (!same) show(data);
    }
  });
  onMe((what) => what === "basket" && void ask(), signal);
  return { element: card.element, ask };
};
